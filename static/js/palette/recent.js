// The entries that the person who is signed in has opened last. They stay in this browser until the person signs out.
const KEY = "palette-recent";
const MOST = 5;

function stored(person) {
  try {
    const recent = JSON.parse(localStorage.getItem(KEY));
    return recent.person === person && Array.isArray(recent.entries) ? recent.entries : [];
  } catch {
    return [];
  }
}

export function recentEntries(person) {
  return person ? stored(person) : [];
}

export function addRecent(person, entry) {
  if (!person) return;
  const others = stored(person).filter(({ href }) => href !== entry.href);
  try {
    localStorage.setItem(KEY, JSON.stringify({ person, entries: [entry, ...others].slice(0, MOST) }));
  } catch {
    // Without storage, there are no recent entries.
  }
}
