// The states of the table for undo and redo.
const MAX_UNDO_STEPS = 200;

export class TableHistory {
  past = [];
  future = [];

  push(rows) {
    this.past.push(rows);
    if (this.past.length > MAX_UNDO_STEPS) this.past.shift();
    this.future = [];
  }

  // Both return the state to show instead of the current one; null if there is none.
  undo(current) {
    return this.step(this.past, this.future, current);
  }

  redo(current) {
    return this.step(this.future, this.past, current);
  }

  step(from, to, current) {
    if (!from.length) return null;
    to.push(current);
    return from.pop();
  }

  // Changes of other people become part of every state, so that an undo does not revert them.
  rebase(change) {
    this.past = this.past.map(change);
    this.future = this.future.map(change);
  }

  clear() {
    this.past = [];
    this.future = [];
  }
}
