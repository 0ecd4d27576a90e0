/** Messages for readers that come later, or more than once: Google's manager reads a comm's messages twice. */

/** Something that can be read by `for await`, by each reader from the beginning of its own reading on. */
export class Mailbox<T> implements AsyncIterable<T> {
  readonly #readers = new Set<Reader<T>>();
  /** What came before the first reader. */
  #unread: T[] = [];
  #closed = false;

  /** Hands a message to every reader. */
  put(message: T): void {
    if (this.#closed) {
      return;
    }
    if (this.#readers.size === 0) {
      this.#unread.push(message);
    }
    this.#readers.forEach(reader => {
      reader.put(message);
    });
  }

  /** Ends every reading, once everything is read. */
  close(): void {
    this.#closed = true;
    this.#readers.forEach(reader => {
      reader.close();
    });
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    const reader = new Reader(this.#unread, this.#closed);
    this.#unread = [];
    this.#readers.add(reader);
    try {
      for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
        yield next.message;
      }
    } finally {
      this.#readers.delete(reader);
    }
  }
}

class Reader<T> {
  readonly #queue: T[];
  #closed: boolean;
  #wake: () => void = () => undefined;

  constructor(queue: T[], closed: boolean) {
    this.#queue = queue;
    this.#closed = closed;
  }

  put(message: T): void {
    this.#queue.push(message);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async next(): Promise<{ readonly message: T } | undefined> {
    for (;;) {
      if (this.#queue.length > 0) {
        return { message: this.#queue.shift() as T };
      }
      if (this.#closed) {
        return undefined;
      }
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }
}
