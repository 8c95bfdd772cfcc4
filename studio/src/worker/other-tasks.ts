// A pause in which the worker hears messages: work that ends in microtasks alone would keep them waiting.

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves once messages that came in have been looked at. */
export const otherTasks = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
