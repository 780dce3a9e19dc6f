/** Where progress is written: stderr, so that the report alone goes to stdout. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const REDRAW = 100;
const WIDTH = 24;

/** A bar that is redrawn on a terminal, and one line each tenth of the way where there is none. */
export class ProgressBar {
  private drawn = -Infinity;
  private tenths = 0;
  private readonly began: number;

  constructor(
    private readonly label: string,
    private readonly screen: Screen,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.began = clock();
  }

  /** @param share of the whole, 0 to 1 */
  show(share: number, detail: string): void {
    const now = this.clock();
    if (this.screen.isTTY === true) {
      if (now - this.drawn < REDRAW) return;
      this.drawn = now;
      this.screen.write(`\r\u001B[2K${this.line(share, detail)}`);
    } else if (Math.floor(share * 10) > this.tenths) {
      this.tenths = Math.floor(share * 10);
      this.screen.write(`${this.line(share, detail)}\n`);
    }
  }

  /** Leaves the last state standing. */
  end(detail: string): void {
    const clear = this.screen.isTTY === true ? '\r\u001B[2K' : '';
    this.screen.write(`${clear}${this.label} ${detail} in ${this.elapsed()}\n`);
  }

  private line(share: number, detail: string): string {
    const within = Math.min(1, Math.max(0, share));
    const full = Math.round(within * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    const text = `${this.label} ${bar} ${Math.floor(within * 100)} % ${detail} ${this.elapsed()}`;
    return text.slice(0, this.screen.columns ?? 200);
  }

  private elapsed(): string {
    const seconds = Math.round((this.clock() - this.began) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
