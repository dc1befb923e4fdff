// The order of saves: one request at a time. An edit waits a moment for the next keystroke, and a request that failed
// is repeated after growing pauses.
const DELAY_MS = 600;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];

export class SaveQueue {
  current = null;
  retries = 0;

  // send is an asynchronous function that sends what can be sent; options are passed to it.
  constructor(send) {
    this.send = send;
  }

  runLater(delay = DELAY_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), delay);
  }

  // Resolves when the running request has ended, or the new one if none was running.
  run(options = {}) {
    clearTimeout(this.timer);
    this.current ??= this.send(options).finally(() => {
      this.current = null;
    });
    return this.current;
  }

  onSaved() {
    this.retries = 0;
  }

  retry() {
    this.runLater(RETRY_MS[Math.min(this.retries, RETRY_MS.length - 1)]);
    this.retries += 1;
  }
}
