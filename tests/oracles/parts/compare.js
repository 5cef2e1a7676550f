// Compares our part counter with Twilio's own over 20,000 random texts, and asks Twilio's whether each folded text is
// GSM-7 and no longer: `npm install && npm test -- PROGRAM`, where PROGRAM is the example `parts` of rechime-domain, built.
import { spawnSync } from 'node:child_process';
import { SegmentedMessage } from 'sms-segments-calculator';

const TEXTS = 20_000;
const ALPHABETS = [
  [...'abc XYZ 019 .,!?'],
  [...'ab{}[]~|^\\€\f\r\n'],
  [...'abéÇñΔ', '\r\n'],
  ['a', 'ж', '’', '“', 'ç', '\t', '\u00a0', 'e\u0301'],
  [...'a bc 12 ’“”—…½™®×', '\u00a0', '\u200b', '\ufe0f', 'é', ' https://a.example/x '],
  ['a', 'ж', '😀', '👍🏽', '👨‍👩‍👧‍👦', '🇺🇸', '❤️', '\r\n'],
];

// A seeded generator (mulberry32): a difference can be looked at again.
let seed = 20260101;
const random = (below) => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
};
const pick = (list) => list[random(list.length)];
const text = () => {
  const alphabet = pick(ALPHABETS);
  return Array.from({ length: random(400) }, () => pick(alphabet)).join('');
};

const texts = Array.from({ length: TEXTS }, text);
const ours = spawnSync(process.argv[2], {
  input: texts.map((it) => JSON.stringify(it)).join('\n'),
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
  stdio: ['pipe', 'pipe', 'inherit'],
}).stdout.trim().split('\n');

let folded = 0;
const differences = texts.filter((it, index) => {
  const [, encoding, count, text] = ours[index].match(/^(\S+) (\d+) (".*")$/);
  const theirs = new SegmentedMessage(it);
  if (encoding !== theirs.encodingName || Number(count) !== theirs.segmentsCount) return true;
  if (JSON.parse(text) === it) return false;
  folded += 1;
  const after = new SegmentedMessage(JSON.parse(text));
  return after.encodingName !== 'GSM-7' || after.segmentsCount > theirs.segmentsCount;
});
differences.slice(0, 5).forEach((it) => console.error(JSON.stringify(it)));
console.log(`${texts.length} texts, ${folded} of them folded, ${differences.length} differences`);
process.exitCode = differences.length === 0 ? 0 : 1;
