// A handler that runs once for all events of one task: htmx reports each of the hundreds of parts that a save brings.
export function soon(handle) {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    queueMicrotask(() => {
      waits = false;
      handle();
    });
  };
}
