/** Questions and answers on a comm that loses, doubles and delays. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Channel, opening } from '../src/colab/channel';
import type { Comm } from '../src/colab/environment';
import { News } from '../src/colab/news';
import { watchKernel } from '../src/colab/watch';
import { FrameComm, openedChannel } from './colab';

let comm: FrameComm;
let channel: Channel;

beforeEach(async () => {
  vi.useFakeTimers();
  comm = new FrameComm();
  channel = await openedChannel(comm);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a question', () => {
  it('is answered by its number, whatever the order', async () => {
    const first = channel.ask({ ask: 'a' });
    const second = channel.ask({ ask: 'b' });
    comm.say({ re: 2, for: 'b' });
    comm.say({ re: 1, for: 'a' });
    expect((await first).data['for']).toBe('a');
    expect((await second).data['for']).toBe('b');
  });

  it('is asked again under a new number that names the first, until there is an answer', async () => {
    const answer = channel.ask({ ask: 'a' });
    await vi.advanceTimersByTimeAsync(7000);
    expect(comm.sent.map(({ data }) => data)).toEqual([
      { ask: 'a', id: 1 },
      { ask: 'a', id: 2, again: 1 },
      { ask: 'a', id: 3, again: 1 },
    ]);
    comm.say({ re: 1, late: true });
    expect((await answer).data['late']).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(comm.sent).toHaveLength(3);
  });

  it('takes a doubled answer once', async () => {
    const push = vi.fn();
    channel.onPush = push;
    const answer = channel.ask({ ask: 'a' });
    comm.say({ re: 1 });
    comm.say({ re: 1 });
    await answer;
    expect(push).not.toHaveBeenCalled();
  });

  it('fails with what the kernel says against it', async () => {
    const answer = channel.ask({ ask: 'a' });
    comm.say({ re: 1, error: 'there is no a' });
    await expect(answer).rejects.toThrow('there is no a');
  });

  it('says when answers are overdue, and when no more', async () => {
    const waiting = vi.fn();
    channel.onWaiting = waiting;
    const answers = [channel.ask({ ask: 'a' }), channel.ask({ ask: 'b' })];
    await vi.advanceTimersByTimeAsync(2500);
    expect(waiting.mock.calls).toEqual([[true]]);
    comm.say({ re: 1 });
    await answers[0];
    expect(waiting.mock.calls).toEqual([[true]]);
    comm.say({ re: 2 });
    await answers[1];
    expect(waiting.mock.calls).toEqual([[true], [false]]);
  });

  it('that went along with the opening is not sent, and its answer may be there before it is asked', async () => {
    const early = new FrameComm();
    const questions = [{ ask: 'files' }, { ask: 'model', model: 'm' }];
    expect(opening(questions)).toEqual([
      { ask: 'files', id: 1 },
      { ask: 'model', model: 'm', id: 2 },
    ]);
    const opened = await openedChannel(early, questions);
    early.say({ re: 2, model: 'here' });
    await vi.advanceTimersByTimeAsync(0);
    expect((await opened.ask({ ask: 'model', model: 'm' })).data['model']).toBe('here');
    const files = opened.ask({ ask: 'files' });
    expect(early.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(early.asked('files')).toEqual([{ ask: 'files', id: 3, again: 1 }]);
    early.say({ re: 1, version: '1' });
    expect((await files).data['version']).toBe('1');
    // Once answered it is a question like any other.
    void opened.ask({ ask: 'model', model: 'm' });
    expect(early.asked('model')).toHaveLength(1);
  });

  it('leaves what is told meanwhile to whoever listens later', async () => {
    comm.say({ n: 1 });
    await vi.advanceTimersByTimeAsync(0);
    const push = vi.fn();
    channel.onPush = push;
    expect(push).toHaveBeenCalledOnce();
  });

  it('fails once the comm has ended, and ever after', async () => {
    const ended = vi.fn();
    channel.onEnd = ended;
    const answer = channel.ask({ ask: 'a' });
    comm.close();
    await expect(answer).rejects.toThrow('Run the cell again');
    await expect(channel.ask({ ask: 'b' })).rejects.toThrow('Run the cell again');
    expect(ended).toHaveBeenCalledOnce();
    expect(comm.asked('b')).toEqual([]);
  });

  it('fails if it cannot be sent', async () => {
    comm.send = () => Promise.reject(new Error('no access'));
    await expect(channel.ask({ ask: 'a' })).rejects.toThrow('no access');
  });
});

describe('a comm that is still being opened', () => {
  let open: (comm: Comm) => void;
  let refuse: (reason: Error) => void;

  beforeEach(() => {
    const opened = new Promise<Comm>((resolve, reject) => {
      open = resolve;
      refuse = reject;
    });
    channel = new Channel(opened, [{ ask: 'early' }]);
  });

  it('keeps what is asked, in order, and asks nothing twice for having waited', async () => {
    const waiting = vi.fn();
    channel.onWaiting = waiting;
    const answers = ['early', 'a', 'b'].map(ask => channel.ask({ ask }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(waiting).not.toHaveBeenCalled();
    open(comm);
    await vi.advanceTimersByTimeAsync(0);
    expect(comm.sent.map(({ data }) => data)).toEqual([
      { ask: 'a', id: 2 },
      { ask: 'b', id: 3 },
    ]);
    [1, 2, 3].forEach(re => {
      comm.say({ re });
    });
    expect((await Promise.all(answers)).map(({ data }) => data['re'])).toEqual([1, 2, 3]);
  });

  it('fails everything with the reason if it cannot be opened', async () => {
    const answers = ['early', 'a'].map(ask => channel.ask({ ask }));
    const failures = answers.map(answer => expect(answer).rejects.toThrow('may not open channels'));
    refuse(new Error('This output may not open channels'));
    await Promise.all(failures);
    await expect(channel.ask({ ask: 'b' })).rejects.toThrow('may not open channels');
  });
});

describe('a silent kernel', () => {
  /** What the kernel says on a comm that asks who it is. */
  const watch = (answer: object | 'nothing' | 'unknown'): void => {
    const open = vi.fn(() => {
      const probe = new FrameComm();
      if (answer === 'unknown') {
        probe.close();
      } else if (answer !== 'nothing') {
        probe.say({ re: 1, ...answer });
      }
      return Promise.resolve(probe);
    });
    watchKernel({ kernel: { accessAllowed: true, comms: { open } } }, channel, 'this one');
  };

  it.each([
    ['another one', { session: 'another one' }],
    ['one that knows nothing of us', 'unknown' as const],
  ])('that turns out to be %s is gone', async (_name, answer) => {
    watch(answer);
    const asked = channel.ask({ ask: 'a' });
    asked.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(2100);
    await expect(asked).rejects.toThrow('Run the cell again');
  });

  it.each([
    ['the same', { session: 'this one' }],
    ['busy', 'nothing' as const],
  ])('that is %s is waited for', async (_name, answer) => {
    watch(answer);
    const asked = channel.ask({ ask: 'a' });
    await vi.advanceTimersByTimeAsync(20_000);
    comm.say({ re: 1, late: true });
    expect((await asked).data['late']).toBe(true);
  });
});

describe('news', () => {
  let told: unknown[];
  let news: News;
  let lost: () => void;

  beforeEach(() => {
    told = [];
    lost = vi.fn();
    news = new News(channel, ({ data }) => told.push(data['n']), lost);
  });

  afterEach(() => {
    news.stop();
  });

  it('is told once and in order', async () => {
    comm.say({ n: 1 });
    comm.say({ n: 1 });
    comm.say({ n: 2 });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([1, 2]);
  });

  it('waits for what is missing, and asks for it at once', async () => {
    comm.answer = ({ ask }) => {
      if (ask === 'news') {
        comm.say({ n: 2 });
        return { last: 3, lost: false };
      }
      return undefined;
    };
    comm.say({ n: 1 });
    comm.say({ n: 3 });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([1, 2, 3]);
    expect(comm.asked('news')).toEqual([{ ask: 'news', after: 1, id: 1 }]);
  });

  it('goes on after what is lost for good', async () => {
    comm.answer = ({ ask }) => (ask === 'news' ? { last: 5, lost: true } : undefined);
    comm.say({ n: 5 });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([5]);
    comm.say({ n: 6 });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([5, 6]);
    expect(lost).toHaveBeenCalledOnce();
  });

  it('asks often where only asking brings something, and else ever more seldom', async () => {
    let last = 0;
    comm.answer = ({ ask, after }) => {
      if (ask !== 'news') {
        return undefined;
      }
      if (after === last && last < 2) {
        last += 1;
        comm.say({ n: last });
      }
      return { last, lost: false };
    };
    await vi.advanceTimersByTimeAsync(2100);
    expect(told).toEqual([1, 2]);
    const before = comm.asked('news').length;
    await vi.advanceTimersByTimeAsync(60_000);
    const after = comm.asked('news').length - before;
    expect(after).toBeGreaterThanOrEqual(5);
    expect(after).toBeLessThanOrEqual(8);
  });
});
