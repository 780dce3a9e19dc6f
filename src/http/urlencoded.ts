type FormValue = string | FormValue[] | { [key: string]: FormValue };

const MOST_FIELDS = 1_000;

/**
 * A form as a browser posts it. `fields[name]=…` and `fields.name=…` nest one level; a name that comes twice becomes a
 * list.
 */
export function readForm(text: string): { [key: string]: FormValue } {
  const form: { [key: string]: FormValue } = {};
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > MOST_FIELDS) break;
    const [, outer, inner] =
      /^(\w+)(?:\[([^\]]*)\]|\.(.+))$/.exec(name)?.filter((part) => part !== undefined) ?? [];
    if (outer === undefined || inner === undefined || inner === '') add(form, name, value);
    else add(groupOf(form, outer), inner, value);
  }
  return form;
}

function groupOf(form: { [key: string]: FormValue }, name: string): { [key: string]: FormValue } {
  const group = own(form, name);
  if (typeof group === 'object' && !Array.isArray(group)) return group;
  const made: { [key: string]: FormValue } = {};
  define(form, name, made);
  return made;
}

function add(target: { [key: string]: FormValue }, name: string, value: string): void {
  const before = own(target, name);
  if (before === undefined) define(target, name, value);
  else if (Array.isArray(before)) before.push(value);
  else define(target, name, [before, value]);
}

const own = (target: { [key: string]: FormValue }, name: string): FormValue | undefined =>
  Object.hasOwn(target, name) ? target[name] : undefined;

/** Never touches a prototype, whatever the field is called. */
function define(target: object, name: string, value: FormValue): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
