"use strict";

// The router: answers to a route. It walks the diagram that Python made, and evaluates no rule.
// A state has for each question the number of its answer, or undefined. An answer is {value, given} with its number
// and its text; `day` where that is a date, `address` where it is an e-mail address, `amount` where it is a number.
// Days are counted from 1970; amounts are exact decimals.

const LAST_DAY = 2932896; // 31 December 9999
const ACTING = new RegExp(
  "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff" +
  "\\ufff9-\\ufffb\\ud800-\\udfff\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e007f}]", "gu");

/** The text with its line breaks; other characters that would act on the screen are shown as escapes. */
const paragraph = (text) => text.replace(/\r\n/g, "\n").replace(/^\n+|\n+$/g, "").replace(ACTING, (found) => {
  const [mark, width] = found.codePointAt(0) > 0xffff ? ["U", 8] : found.codePointAt(0) > 0xff ? ["u", 4] : ["x", 2];
  return "\\" + mark + found.codePointAt(0).toString(16).padStart(width, "0");
});

/** The text on one line. */
const visible = (text) => paragraph(text).replace(/\n/g, "\\n");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const dayOf = (year, month, day) => new Date(0).setUTCFullYear(year, month - 1, day) / 86400000;
const isoOf = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

/** The day written YYYY-MM-DD; undefined where the text has another form or there is no such day. */
const readDay = (text) => {
  const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && !text.startsWith("0000") && dayOf(...text.split("-"));
  return day !== false && isoOf(day) === text ? day : undefined;
};

const readAmount = (text) => {
  const [, whole, fraction = "", power = "0"] = /^(-?[0-9]+)(?:\.([0-9]+))?(?:[eE](.+))?$/.exec(text);
  return { digits: BigInt(whole + fraction), power: Number(power) - fraction.length };
};

/** Below zero, zero or above it, as the one amount is less than the other, equal or more. */
const compare = (one, other) => {
  const least = Math.min(one.power, other.power);
  const [first, second] = [one, other].map(({ digits, power }) => digits * 10n ** BigInt(power - least));
  return first < second ? -1 : Number(first > second);
};
const isWhole = ({ digits, power }) => power >= 0 || digits % 10n ** BigInt(-power) === 0n;

const router = (data) => {
  const numbers = new Map(data.questions.map(({ key }, number) => [key, number]));
  const [email, letters, amounts] =
    [data.email, data.letters, data.amounts].map((form) => new RegExp(`^(?:${form})$`, "u"));

  const text = (number, lang) => {
    const found = data.texts[number];
    return typeof found === "string" ? found : found[lang];
  };
  const say = (name, lang, values = {}) => fill(text(data.words[name], lang), values);

  /** The value whose span of that kind covers what `beyond` says of each end how far it is beyond it. */
  const covering = (question, kind, beyond) => {
    const value = question.values.findIndex(({ [kind]: span }) => span &&
      (span[0] === null || beyond(span[0]) >= 0) && (span[1] === null || beyond(span[1]) < (span[2] ? 0 : 1)));
    return value < 0 ? undefined : value;
  };
  const valueOn = (question, days) => covering(question, "days", (end) => days - end);

  /** The answer that a text is to a question; else the name of what is wrong with it. */
  const read = (number, given, today) => {
    const question = data.questions[number];
    const value = question.values.findIndex(({ name }) => name === given);
    if (value >= 0) return { value, given };
    if (question.person && given.includes("@")) return readAddress(question, given);
    if (question.days && /^[0-9]/.test(given)) return readDate(question, given, today);
    if (question.numbers && /^[-+.0-9]/.test(given)) return readNumber(question, given);
    return given === "unknown" ? { value: question.unknown, given } : "unknown-value";
  };
  const readAddress = (question, given) => {
    if ([...given].length > 254 || !email.test(given) || !letters.test(given)) return "bad-email";
    return { value: question.values.findIndex(({ name }) => name === "yes"), given, address: given };
  };
  const readDate = (question, given, today) => {
    const day = readDay(given);
    if (day === undefined) return "bad-date";
    const value = valueOn(question, day - today);
    return value === undefined ? "day-not-covered" : { value, given, day };
  };
  const readNumber = (question, given) => {
    const amount = amounts.test(given) ? readAmount(given) : undefined;
    if (!amount || (question.whole && !isWhole(amount))) return "bad-number";
    const value = covering(question, "numbers", (end) => compare(amount, readAmount(end)));
    return value === undefined ? "number-not-covered" : { value, given, amount };
  };

  /** The diagram where these answers are given, reduced: its nodes, and the number of its root. */
  const restricted = (state) => {
    const nodes = [], made = new Map(), done = new Map();
    const visit = (tree) => {
      if (tree < 0) return tree;
      if (!done.has(tree)) done.set(tree, reduced(...data.nodes[tree]));
      return done.get(tree);
    };
    const reduced = (question, ...children) => {
      if (state[question] !== undefined) return visit(children[state[question]]);
      const node = [question, ...children.map(visit)];
      if (node.every((child, place) => place < 2 || child === node[1])) return node[1];
      const name = node.join();
      if (!made.has(name)) made.set(name, nodes.push(node) - 1);
      return made.get(name);
    };
    return { root: visit(data.root), nodes };
  };

  /** Where a state leads: to an outcome, with the questions whose answers decided, or to the next question. */
  const decide = (state) => {
    const used = [];
    let tree = data.root;
    while (tree >= 0 && state[data.nodes[tree][0]] !== undefined) {
      const question = data.nodes[tree][0];
      used.push(question);
      tree = data.nodes[tree][1 + state[question]];
    }
    if (tree < 0) return { outcome: ~tree, used };
    const next = data.nodes[tree][0];
    return state.slice(next).every((answer) => answer === undefined) ? { next } : decideWithMissing(state);
  };

  /** A question on the way is missing, but later ones are answered: it may not matter any more. */
  const decideWithMissing = (state) => {
    const { root, nodes } = restricted(state);
    if (root >= 0) return { next: nodes[root][0] };
    const asked = (question) =>
      restricted(state.slice(0, question)).nodes.some(([other]) => other === question);
    return { outcome: ~root, used: [...state.keys()].filter((key) => state[key] !== undefined && asked(key)) };
  };

  const meeting = (state) => {
    const { outcome } = decide(state);
    if (outcome === undefined) return { status: "incomplete", rule: null, contact: null };
    const { id, contact } = data.rules[outcome];
    return { status: contact === null ? "not_covered" : "routed", rule: id, contact };
  };

  /** The later days on which the same answers meet something else, because time has passed. */
  const changes = (answers, state) => {
    const dated = [...answers.keys()].filter((number) => answers[number]?.day !== undefined);
    const days = dated.flatMap((number) => {
      const { values } = data.questions[number];
      const first = values[answers[number].value].days[0];
      const borders = values.flatMap(({ days: span }) => !span ? [] : [span[1], span[0] === null ? null : span[0] - 1]);
      return borders.filter((border) => border !== null && first !== null && border < first)
        .map((border) => answers[number].day - border);
    });
    const found = [];
    let last = meeting(state);
    for (const on of [...new Set(days)].filter((day) => day <= LAST_DAY).sort((one, other) => one - other)) {
      const moved = [...state];
      for (const number of dated) moved[number] = valueOn(data.questions[number], answers[number].day - on);
      const met = dated.some((number) => moved[number] === undefined)
        ? { status: "invalid", rule: null, contact: null } : meeting(moved);
      if (["status", "rule", "contact"].some((key) => met[key] !== last[key])) found.push({ on, ...met });
      last = met;
    }
    return found;
  };

  /** The route of these answers, one for each question or undefined, as `ask` gives it. */
  const route = (answers, lang) => {
    const state = answers.map((answer) => answer?.value);
    const { outcome, next, used } = decide(state);
    if (outcome === undefined) return { status: "incomplete", next };
    const rule = data.rules[outcome];
    const reached = [rule.contact, ...rule.alternatives].filter((number) => number !== null);
    const sources = reached.map((number) => data.contacts[number].from).filter((from) => answers[from]?.address);
    const addressed = (number) => {
      const contact = data.contacts[number];
      return { ...contact, number, email: answers[contact.from]?.address ?? contact.email };
    };
    const all = [...new Set([...used, ...sources])].sort((one, other) => one - other);
    return {
      status: rule.contact === null ? "not_covered" : "routed",
      rule: rule.id,
      contact: rule.contact === null ? null : addressed(rule.contact),
      alternatives: rule.alternatives.map(addressed),
      because: text(rule.because, lang),
      notes: [...rule.notes.map((note) => text(note, lang)), ...remarks(answers, all, lang)],
      facts: rule.facts,
      used: all,
      changes: changes(answers, state),
    };
  };
  const remarks = (answers, used, lang) =>
    used.filter((number) => data.questions[number].taken && answers[number].given === "unknown").map((number) => {
      const { ask, values, unknown } = data.questions[number];
      return say("taken-for", lang, { ask: text(ask, lang), label: text(values[unknown].label, lang) });
    });

  return { numbers, text, say, read, route };
};

// The page: one question at a time, then the card. Its state is in the address: `#nb/tier?category=sales&tier=free` is
// Norwegian, asks for the tier, and has two answers. An e-mail address never is; the page alone remembers it.

const MANY = 15; // values; more of them have a filter

const page = (data, document, window) => {
  const { numbers, text, say: sayIn, read, route: routeIn } = router(data);
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
      else if (value !== null && value !== false) element.setAttribute(name, visible(String(value)));
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null)
      .map((child) => typeof child === "string" ? document.createTextNode(paragraph(child)) : child));
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
    if (asked.days) choices.push(dateChoice(name, chosen));
    if (asked.person) choices.push(otherChoice(name, "email", chosen?.address));
    if (asked.numbers) choices.push(otherChoice(name, "number", chosen?.amount && chosen.given, 12));
    choices.push(choice(name, "unknown", say("not-known"), chosen?.given === "unknown"));
    const submit = (event) => { event.preventDefault(); take(state, number, event.target); };
    return [
      make("form", { novalidate: true, submit },
        make("fieldset", { "aria-describedby": "help problem" },
          make("legend", {}, make("h1", { tabindex: "-1" }, label(asked.ask))),
          make("p", { id: "help", class: "quiet" }, asked.help === null ? null : label(asked.help)),
          make("p", { id: "problem", class: "problem" }),
          asked.values.length > MANY ? filter(choices) : null,
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
    const typed = make("input", { type: "search", input: sift });
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
    const { values, whole } = data.questions[number];
    const covered = values.filter(({ days, numbers }) => days ?? numbers).map((value) => label(value.label));
    const name = code === "bad-number" && whole ? "bad-whole-number" : code;
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
    document.title = visible(`${say("page-error")}: ${words} – ${label(data.title)}`);
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
      or: found.alternatives.map((contact) => [label(contact.team), reach(contact, true).map((way) => [" ", way])]),
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

  /** The ways to reach a contact; briefly, in words only where there is no address. */
  const reach = ({ email, phone, dial, url, how }, briefly) => {
    const mail = email && [`mailto:${encodeURIComponent(email).replace("%40", "@")}`, email];
    const links = [mail, phone && [dial, phone], url && [url, url]].filter(Boolean)
      .map(([href, words]) => make("a", { href, rel: "noreferrer" }, words));
    return how === null || (briefly && links.length) ? links : [...links, label(how)];
  };

  /** Whether a change is one of the contact, or of coverage. */
  const isOther = (found) => (change, place, all) => {
    const before = place ? all[place - 1] : { status: found.status, contact: found.contact?.number ?? null };
    return change.status !== before.status || change.contact !== before.contact;
  };
  const changeWords = ({ on, status, contact }) => {
    const then = contact === null ? say(`then-${status}`) : label(data.contacts[contact].team);
    return say("from-day", { day: spoken(on), then });
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
    document.title = visible(`${title} – ${label(data.title)}`);
    document.documentElement.lang = data.langs[lang];
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = paragraph(label(element.dataset.text));
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
