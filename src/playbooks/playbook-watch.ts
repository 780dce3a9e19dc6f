import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../config/tokens.js';
import { PlaybookLibrary } from './library.js';

const EVERY = 1_000;

/** Lets this process learn of playbooks that were published elsewhere, within about a second. */
@Injectable()
export class PlaybookWatch implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#again();
  }

  onModuleDestroy(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #again(): void {
    this.#timer = setTimeout(() => void this.#look(), EVERY);
  }

  async #look(): Promise<void> {
    await this.library
      .refresh()
      .catch((err: unknown) => this.logger.warn({ err }, 'cannot look for new playbooks'));
    if (this.#timer) this.#again();
  }
}
