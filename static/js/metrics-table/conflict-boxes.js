// What somebody else changed at the same place: the person chooses a version.
import { insertedRows } from "./edits.js";
import { makeRow } from "./rows.js";

const boxButton = (text, onClick) => {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn",
    textContent: text,
  });
  button.dataset.size = "s";
  button.addEventListener("click", onClick);
  return button;
};

function conflictBox(conflict, { title, labels, keepMine }) {
  const box = Object.assign(document.createElement("div"), { className: "finding" });
  Object.assign(box.dataset, { sev: "warning", cellConflict: "" });
  box.append(Object.assign(document.createElement("p"), { textContent: title }));
  if (conflict.column >= 0) {
    const [theirs, mine] = [conflict.theirs, conflict.mine].map((text) => text || labels.nothing);
    const [before, after] = [document.createElement("del"), document.createElement("ins")];
    Object.assign(before, { textContent: theirs });
    Object.assign(after, { textContent: mine });
    const line = document.createElement("p");
    line.append(`${labels.theirs} `, before, " → ", after);
    box.append(line);
  }
  const buttons = Object.assign(document.createElement("div"), { className: "actions" });
  const end = (then) => () => {
    box.remove();
    then();
  };
  buttons.append(
    boxButton(labels.keepMine, end(keepMine)),
    boxButton(
      labels.takeTheirs,
      end(() => {}),
    ),
  );
  box.append(buttons);
  return box;
}

// Each conflict is {id, column, mine, theirs}; column is -1 if the row was deleted.
export function showConflictBoxes(table, conflicts) {
  const { labels, model, part } = table;
  for (const conflict of conflicts) {
    const { id, column, mine } = conflict;
    const isRemoved = column < 0;
    const name = isRemoved ? mine[model.nameIndex] : model.nameOf(model.rows.find((row) => row.id === id));
    const title = (isRemoved ? labels.labelRemoved : labels.labelConflict)
      .replace("{column}", model.columns[column])
      .replace("{name}", name);
    const keepMine = () => {
      if (isRemoved) model.change(insertedRows(model.rows, [makeRow(mine)]));
      else table.setCell({ id, column, value: mine });
    };
    part("[data-grid-conflicts]").append(conflictBox(conflict, { title, labels, keepMine }));
  }
}
