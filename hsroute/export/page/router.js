"use strict";

// The router: answers to a route. It walks the diagram that Python made, and evaluates no rule.
// A state has for each question the number of its answer, or undefined. An answer is {value, given} with its number
// and its text; `day` where that is a date, `address` where it is an e-mail address, `number` where it is a number.
// Days are counted from 1970; numbers are exact decimals.

const LAST_DAY = 2932896; // 31 December 9999

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

// oxlint-disable-next-line no-unused-vars -- page.js calls it, in the same script
const router = (data) => {
  const numbers = new Map(data.questions.map(({ key }, number) => [key, number]));
  const [email, letters, amounts] =
    [data.email, data.letters, data.amounts].map((form) => new RegExp(`^(?:${form})$`, "u"));

  const text = (number, lang) => {
    const found = data.texts[number];
    return typeof found === "string" ? found : found[lang];
  };
  const say = (name, lang, values = {}) => fill(text(data.words[name], lang), values);

  /** The value whose span on that scale covers what `beyond` says of each end how far it is beyond it. */
  const covering = (question, scale, beyond) => {
    const value = question.values.findIndex(({ [scale]: span }) => span &&
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
    const scale = scaleOf(question);
    if (scale?.begins.test(given)) return readPlaced(question, scale, given, today);
    return given === "unknown" ? { value: question.unknown, given } : "unknown-value";
  };
  const readAddress = (question, given) => {
    if ([...given].length > 254 || !email.test(given) || !letters.test(given)) return "bad-email";
    return { value: question.values.findIndex(({ name }) => name === "yes"), given, address: given };
  };
  const readNumber = (given, { whole }) => {
    const number = amounts.test(given) ? readAmount(given) : undefined;
    return number && whole && !isWhole(number) ? undefined : number;
  };
  const readPlaced = (question, { name, one, form, read, beyond }, given, today) => {
    const place = read(given, question);
    if (place === undefined) return `bad-${form}`;
    const value = covering(question, name, (end) => beyond(place, end, today));
    return value === undefined ? `${one}-not-covered` : { value, given, [one]: place };
  };

  /** What spans lie on: the words for it, how an answer begins and is read, and how far it is beyond an end. */
  const scales = [
    ["days", "day", "date", /^[0-9]/, readDay, (day, end, today) => day - today - end],
    ["numbers", "number", "number", /^[-+.0-9]/, readNumber, (number, end) => compare(number, readAmount(end))],
  ].map(([name, one, form, begins, read, beyond]) => ({ name, one, form, begins, read, beyond }));
  const scaleOf = (question) => scales.find(({ name }) => question[name]);

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
    used.filter((number) => data.questions[number].assumed !== null && answers[number].given === "unknown")
      .map((number) => text(data.questions[number].assumed, lang));

  return { numbers, text, say, scaleOf, read, route };
};
