/** Messages that have come and are to come, to be iterated over. */

/** What came before the first reader waits for it; each later reader begins with what comes then. */
export class Feed<Item> implements AsyncIterable<Item> {
  #early: Item[] | undefined = [];
  #ended = false;
  readonly #readers = new Set<Reader<Item>>();

  push(item: Item): void {
    this.#early?.push(item);
    for (const reader of this.#readers) {
      reader.push(item);
    }
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) {
      reader.end();
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    const reader = new Reader(this.#early ?? []);
    this.#early = undefined;
    this.#readers.add(reader);
    if (this.#ended) {
      reader.end();
    }
    return reader.items();
  }
}

class Reader<Item> {
  readonly #waiting: Item[];
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(early: Item[]) {
    this.#waiting = early;
  }

  push(item: Item): void {
    this.#waiting.push(item);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *items(): AsyncGenerator<Item, undefined> {
    for (;;) {
      const [item] = this.#waiting.splice(0, 1);
      if (item !== undefined) {
        yield item;
      } else if (this.#ended) {
        return undefined;
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}
