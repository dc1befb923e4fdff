// The list of results: groups of links, of which one is active. The focus stays in the field.
let number = 0;

function optionOf({ label, detail, href }) {
  const option = Object.assign(document.createElement("a"), { href, id: `palette-option-${number++}`, tabIndex: -1 });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.append(Object.assign(document.createElement("span"), { textContent: label }));
  if (detail) {
    const note = Object.assign(document.createElement("span"), { className: "small muted", textContent: detail });
    option.append(" ", note);
  }
  return option;
}

function groupOf({ label, entries }) {
  const group = document.createElement("div");
  const heading = Object.assign(document.createElement("div"), { id: `palette-group-${number++}`, textContent: label });
  heading.className = "palette-group";
  heading.setAttribute("role", "presentation");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", heading.id);
  group.append(heading, ...entries.map(optionOf));
  return group;
}

export class Options {
  constructor(list, field) {
    this.list = list;
    this.field = field;
    this.active = null;
  }

  show(groups) {
    this.list.replaceChildren(...groups.map(groupOf));
    this.list.scrollTop = 0;
    this.field.ariaExpanded = String(groups.length > 0);
    this.activate(this.all[0]);
  }

  get all() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option ?? null;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  // After the last option comes the first.
  move(step) {
    const options = this.all;
    this.activate(options.at((options.indexOf(this.active) + step) % options.length));
  }
}
