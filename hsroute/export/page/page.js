// The page: one question at a time, then the card. Its state is in the address: `#nb/tier?category=sales&tier=free` is
// Norwegian, asks for the tier, and has two answers. An e-mail address never is; the page alone remembers it.

const MANY = 15; // values; more of them have a filter
const URLS = /(https?:\/\/[^\s<>"\\^`{|}]*[^\s<>"\\^`{|}.,:;!?'”»)\]])/u; // without what may stand behind one

const page = (data, document, window) => {
  const { numbers, text, say: sayIn, scaleOf, read, route: routeIn } = router(data);
  const main = document.getElementById("main");
  const addresses = new Map();
  let lang = data.lang;
  let made = 0; // questions, so that the fields of each have names of their own
  let shown; // the address whose state is shown

  const say = (name, values) => sayIn(name, lang, values);
  const label = (number) => text(number, lang);

  /** An element; what is no element among its children is text. Attributes that are null or false are left out. */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== null && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null));
    return element;
  };
  const hidden = (words) => make("span", { class: "hidden" }, words);

  // The address, and the day.

  const today = () => {
    const now = new Date();
    return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate());
  };

  const link = ({ asking, answers }, tag = data.langs[lang]) => {
    const query = new URLSearchParams();
    answers.forEach((answer, number) => {
      if (answer) query.set(data.questions[number].key, answer.address ? "yes" : answer.given);
    });
    const place = asking === undefined ? "" : `/${data.questions[asking].key}`;
    return `#${tag}${place}?${query}`.replace(/\?$/, "");
  };

  const readLink = (hash) => {
    const [place, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
    const [tag, key] = place.split("/");
    if (data.langs.includes(tag)) lang = data.langs.indexOf(tag);
    const answers = data.questions.map(() => undefined);
    for (const [name, given] of new URLSearchParams(query)) {
      const number = numbers.get(name);
      const answer = number === undefined || given.includes("@") ? null : read(number, given, today());
      if (answer?.given) answers[number] = remembered(number, answer);
    }
    return { asking: numbers.get(key), answers };
  };
  const remembered = (number, answer) => {
    const address = answer.given === "yes" ? addresses.get(number) : undefined;
    return address ? { ...answer, given: address, address } : answer;
  };

  const go = (state) => {
    window.location.hash = link(state);
    render(true);
  };

  // Days and answers in words.

  const spoken = (day) => {
    const [year, month, number] = isoOf(day).split("-");
    return fill(label(data.months[month - 1]), { day: Number(number), year });
  };
  const distance = (days) => {
    const near = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
    return say(near ?? (days > 0 ? "days-ahead" : "days-ago"), { days: Math.abs(days) });
  };
  const farDay = (day) => `${spoken(day)}, ${distance(day - today())}`;

  const answerWords = (number, { value, given, day, address }) => {
    if (given === "unknown") return say("not-known");
    if (address) return address;
    const { name, label: words } = data.questions[number].values[value];
    return given === name ? label(words) : `${day === undefined ? given : farDay(day)}: ${label(words)}`;
  };

  // A question.

  const question = (state, number) => {
    const asked = data.questions[number];
    const chosen = state.answers[number];
    const name = `question-${made += 1}`;
    const choices = asked.values.map((value) =>
      choice(name, value.name, label(value.label), chosen?.given === value.name));
    const scale = scaleOf(asked);
    if (asked.days) choices.push(dateChoice(name, chosen));
    if (asked.person) choices.push(otherChoice(name, "email", chosen?.address));
    if (scale && !asked.days) choices.push(otherChoice(name, scale.form, chosen?.[scale.one] && chosen.given, 12));
    choices.push(choice(name, "unknown", say("not-known"), chosen?.given === "unknown"));
    const submit = (event) => { event.preventDefault(); take(state, number, event.target); };
    return [
      make("form", { novalidate: true, submit },
        make("fieldset", { "aria-describedby": "help problem" },
          make("legend", {}, make("h1", { tabindex: "-1" }, label(asked.ask))),
          make("p", { id: "help", class: "quiet" }, asked.help === null ? null : label(asked.help)),
          make("p", { id: "problem", class: "problem" }),
          asked.values.length > MANY ? filter(choices.slice(0, asked.values.length)) : null,
          choices),
        make("button", { type: "submit" }, say("page-continue"))),
      ways(state, number),
      soFar(state, number),
    ];
  };

  const choice = (name, value, words, checked, ...more) => {
    const id = `${name}-${value}`;
    const radio = make("input", { type: "radio", name, id, value, checked: Boolean(checked) });
    return make("div", { class: "choice" }, radio, make("label", { for: id }, words), ...more);
  };

  /** A choice with fields; who types in one of them has chosen it. No value has a name like that of the choice. */
  const withFields = (name, kind, checked, fields) => {
    const line = choice(name, `?${kind}`, say(`page-${kind}`), checked, make("div", { class: "fields" }, fields));
    line.addEventListener("input", (event) => {
      if (event.target.type !== "radio") line.querySelector("input").checked = true;
    });
    return line;
  };
  const field = (name, part, value, attributes) => make("label", {}, say(`page-${part}`), " ",
    make("input", { id: `${name}-field-${part}`, type: "text", autocomplete: "off", value, ...attributes }));

  const dateChoice = (name, chosen) => {
    const parts = chosen?.day === undefined ? ["", "", ""] : chosen.given.split("-").reverse();
    return withFields(name, "date", chosen?.day !== undefined, ["day", "month", "year"].map((part, place) =>
      field(name, part, parts[place], { inputmode: "numeric", size: 4 })));
  };
  const otherChoice = (name, kind, given, size = 30) => withFields(name, kind, given !== undefined,
    field(name, `the-${kind}`, given ?? "", { size, inputmode: kind === "email" ? "email" : "decimal" }));

  const filter = (choices) => {
    const told = make("span", { role: "status" });
    const sift = (event) => {
      const sought = event.target.value.trim().toLowerCase();
      for (const line of choices) {
        line.hidden = !line.textContent.toLowerCase().includes(sought) && !line.querySelector("input").checked;
      }
      const count = choices.filter((line) => !line.hidden).length;
      told.textContent = say("page-shown", { count, all: choices.length });
    };
    const keydown = (event) => { if (event.key === "Enter") event.preventDefault(); }; // it is no answer
    const typed = make("input", { type: "search", input: sift, keydown });
    return make("p", {}, make("label", {}, say("page-filter"), " ", typed), " ", told);
  };

  /** Go on with what is chosen in the form, or say what is wrong with it. */
  const take = (state, number, form) => {
    const chosen = form.querySelector("input:checked");
    const fields = chosen ? [...chosen.parentElement.querySelectorAll("input:not([type=radio])")] : [];
    const typed = fields.map((field) => field.value.trim());
    const given = fields.length ? writtenOf(chosen.value, typed) : chosen?.value;
    const answer = given === undefined ? "unknown-value" : read(number, given, today());
    if (answer.given) follow(state, number, answer);
    else refuse(number, answer, fields[0] ?? form.querySelector("input[type=radio]"));
  };

  /** What the fields of a choice say, as links and commands have it; where they say nothing, a text that is wrong. */
  const writtenOf = (kind, typed) => {
    if (kind === "?date") return dateOf(typed);
    if (kind === "?email") return typed[0].includes("@") ? typed[0] : "@";
    const [, point] = new Intl.NumberFormat(data.langs[lang]).format(1.5);
    return typed[0].replace(point, ".").replace(/^(?![-0-9])/, "-");
  };

  /** The day that three fields name; one that there is not, where they name none. */
  const dateOf = ([day, month, year]) => {
    const written = [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
    return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(written) ? written : "0000-00-00";
  };

  /** Go on with the answer. Once that settles the route, those that it does not need are left out. */
  const follow = (state, number, answer) => {
    addresses.delete(number);
    if (answer.address) addresses.set(number, answer.address);
    const answers = state.answers.map((other, place) => place === number ? answer : other);
    const { used } = routeIn(answers, lang);
    const kept = used ? answers.map((other, place) => used.includes(place) ? other : undefined) : answers;
    go({ answers: kept });
  };

  /** Say what is wrong, above the question and in it; what was typed stays. */
  const refuse = (number, code, field) => {
    const asked = data.questions[number];
    const covered = asked.values.filter((value) => value[scaleOf(asked)?.name]).map((value) => label(value.label));
    const name = code === "bad-number" && asked.whole ? "bad-whole-number" : code;
    const words = say(`page-${name}`, { choices: covered.join(" · ") });
    const jump = (event) => { event.preventDefault(); field.focus(); };
    const summary = make("div", { class: "summary", role: "alert", tabindex: "-1" },
      make("h2", {}, say("page-problem")), make("p", {}, make("a", { href: "#main", click: jump }, words)));
    main.querySelector(".summary")?.remove();
    main.prepend(summary);
    main.querySelectorAll("[aria-invalid]").forEach((other) => other.removeAttribute("aria-invalid"));
    if (field.type !== "radio") field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "problem");
    document.getElementById("problem").replaceChildren(hidden(`${say("page-error")}: `), words);
    document.title = `${say("page-error")}: ${words} – ${label(data.title)}`;
    summary.focus();
  };

  // The ways back.

  const ways = (state, number) => {
    const before = (number === undefined ? path(state) : path(state).filter((other) => other < number)).at(-1);
    const forget = () => addresses.clear();
    return path(state).length === 0 ? null : make("p", { class: "ways" },
      before === undefined ? null : make("a", { href: link({ ...state, asking: before }) }, say("page-back")), " ",
      make("a", { href: link({ answers: [] }), click: forget }, say("page-restart")));
  };

  /** The questions that are answered, as far as that matters. */
  const path = (state) => route(state).used ?? [...state.answers.keys()].filter((number) => state.answers[number]);

  const soFar = (state, asking) => {
    const entries = path(state).filter((number) => number !== asking).map((number) => {
      const ask = label(data.questions[number].ask);
      const change = make("a", { href: link({ ...state, asking: number }) }, say("page-change"), hidden(` ${ask}`));
      return [make("dt", {}, ask), make("dd", {}, answerWords(number, state.answers[number]), " ", change)];
    });
    return entries.length ? make("section", {}, make("h2", {}, say("page-so-far")), make("dl", {}, entries)) : null;
  };

  // The card.

  const card = (state, found, who) => {
    const rows = {
      why: [found.because],
      notes: found.notes,
      or: found.alternatives.map(other),
      later: found.changes.filter(isOther(found)).map(changeWords),
      source: source(data.source),
    };
    return [
      make("article", {},
        make("h1", { tabindex: "-1" }, who),
        found.contact ? reach(found.contact).map((line) => make("p", { class: "reach" }, line)) : null,
        make("dl", {}, Object.entries(rows).filter(([, lines]) => lines.length).map(([name, lines]) => [
          make("dt", {}, say(name)), lines.map((line) => make("dd", {}, line))])),
      ),
      ways(state),
      soFar(state),
      make("section", {}, make("h2", {}, say("again")), make("pre", {}, make("code", {}, command(state)))),
    ];
  };

  const other = (contact) => {
    const ways = reach(contact, true);
    return [label(contact.team), ways.length ? ":" : null, ways.map((way) => [" ", way])];
  };

  /** The ways to reach a contact; briefly, in words only where there is no address. */
  const reach = ({ email, phone, dial, url, how }, briefly) => {
    const mail = email && [`mailto:${encodeURIComponent(email).replace("%40", "@")}`, email];
    const links = [mail, phone && [dial, phone], url && [url, url]].filter(Boolean)
      .map(([href, words]) => make("a", { href, rel: "noreferrer" }, words));
    return how === null || (briefly && links.length) ? links : [...links, linked(label(how))];
  };

  /** The parts of a text, the pages that it names as links. */
  const linked = (words) => words.split(URLS).map((part, place) =>
    place % 2 ? make("a", { href: part, rel: "noreferrer" }, part) : part);

  /** Whether a change is one of the contact, or of coverage. */
  const isOther = (found) => (change, place, all) => {
    const before = place ? all[place - 1] : { status: found.status, contact: found.contact?.number ?? null };
    return change.status !== before.status || change.contact !== before.contact;
  };
  const changeWords = ({ on, status, contact }) => {
    const then = contact === null ? say(`then-${status}`) : label(data.contacts[contact].team);
    return say("from-day", { day: spoken(on), then }); // oxlint-disable-line no-thenable -- a text, never awaited
  };

  const source = ({ title, url, updated }) => {
    const name = title ?? url;
    if (name === null) return [];
    const link = url === null ? label(name) : make("a", { href: label(url), rel: "noreferrer" }, label(name));
    return [[link, updated && `, ${spoken(readDay(updated))}`]];
  };

  const quoted = (word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
  const command = ({ answers }) => {
    const given = answers.flatMap((answer, number) =>
      answer ? ["-a", `${data.questions[number].key}=${answer.given}`] : []);
    return ["hsroute", "ask", ...data.options, "--lang", data.langs[lang], ...given].map(quoted).join(" ");
  };

  // What is shown.

  const route = ({ answers }) => routeIn(answers, lang);

  const show = (parts, title) => {
    main.replaceChildren(...parts.filter(Boolean));
    document.title = `${title} – ${label(data.title)}`;
    document.documentElement.lang = data.langs[lang];
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = label(element.dataset.text);
    }
    for (const cell of document.querySelectorAll("td a")) {
      cell.setAttribute("href", cell.hash.replace(/^#[^?]*/, `#${data.langs[lang]}`));
    }
  };

  const languages = (state) => data.langs.length < 2 ? [] : data.langs.map((tag, number) => {
    const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
    const current = number === lang ? "true" : null;
    return make("a", { href: link(state, tag), lang: tag, hreflang: tag, "aria-current": current }, name);
  });

  const render = (moved) => {
    shown = window.location.hash;
    const state = readLink(shown);
    const found = route(state);
    const asking = state.asking ?? found.next;
    const who = found.contact ? label(found.contact.team) : say("nobody");
    if (asking === undefined) show(card(state, found, who), who);
    else show(question(state, asking), label(data.questions[asking].ask));
    const others = document.getElementById("languages");
    others.setAttribute("aria-label", say("page-language"));
    others.replaceChildren(...languages(state));
    if (moved) main.querySelector("h1").focus(); // where the page is opened, it is read from its beginning
  };

  window.addEventListener("hashchange", () => {
    if (window.location.hash !== shown) render(true);
  });
  document.documentElement.className = "asks";
  render();
};

if (typeof document !== "undefined") page(JSON.parse(document.getElementById("rules").textContent), document, window);
