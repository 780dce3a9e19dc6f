/** Something the person at the terminal can put right: said in a sentence, without a stack. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}
