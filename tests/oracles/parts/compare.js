// Compares our part counter with Twilio's own over 20,000 random texts: `npm install && npm test`.
import { spawnSync } from 'node:child_process';
import { SegmentedMessage } from 'sms-segments-calculator';

const TEXTS = 20_000;
const ALPHABETS = [
  [...'abc XYZ 019 .,!?'],
  [...'ab{}[]~|^\\€\f\r\n'],
  [...'abéÇñΔ', '\r\n'],
  ['a', 'ж', '’', '“', 'ç', '\t', '\u00a0', 'e\u0301'],
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
const ours = spawnSync('cargo', ['run', '--quiet', '-p', 'rechime-domain', '--example', 'parts'], {
  input: texts.map((it) => JSON.stringify(it)).join('\n'),
  encoding: 'utf8',
  stdio: ['pipe', 'pipe', 'inherit'],
}).stdout.trim().split('\n');

const differences = texts.filter((it, index) => {
  const theirs = new SegmentedMessage(it);
  return ours[index] !== `${theirs.encodingName} ${theirs.segmentsCount}`;
});
differences.slice(0, 5).forEach((it) => console.error(JSON.stringify(it)));
console.log(`${texts.length} texts, ${differences.length} differences`);
process.exitCode = differences.length === 0 ? 0 : 1;
