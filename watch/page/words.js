/** Numbers, times and lists as a person would say them. */

export const UNKNOWN = 'unknown';

const known = value => value !== null && value !== undefined;

export const number = n => known(n) ? n.toLocaleString('en-US') : UNKNOWN;

/** With one digit behind the point where that says something. */
export function rate(n) {
    return known(n) ? number(n >= 10 ? Math.round(n) : Math.round(n * 10) / 10) : UNKNOWN;
}

export const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** "a, b and c" */
export function list(words) {
    return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function lasting(ms) {
    if (!known(ms)) {
        return UNKNOWN;
    }
    if (ms < 10 * SECOND) {
        return `${(Math.max(0, ms) / SECOND).toFixed(1)} s`;
    }
    if (ms < MINUTE) {
        return `${Math.floor(ms / SECOND)} s`;
    }
    const [unit, name, part, partName] = ms < HOUR ? [MINUTE, 'min', SECOND, 's']
        : ms < DAY ? [HOUR, 'h', MINUTE, 'min'] : [DAY, 'd', HOUR, 'h'];
    const rest = Math.floor(ms % unit / part);
    return `${Math.floor(ms / unit)} ${name}${rest > 0 ? ` ${rest} ${partName}` : ''}`;
}

const digits = (n, width) => String(n).padStart(width, '0');

/** 12:03:05, here */
export function time(ms) {
    const at = new Date(ms);
    return [at.getHours(), at.getMinutes(), at.getSeconds()].map(n => digits(n, 2)).join(':');
}

export const exactTime = ms => `${time(ms)}.${digits(new Date(ms).getMilliseconds(), 3)}`;

export function day(ms) {
    const at = new Date(ms);
    return `${at.getFullYear()}-${digits(at.getMonth() + 1, 2)}-${digits(at.getDate(), 2)}`;
}

export const moment = ms => `${day(ms)} ${exactTime(ms)}`;

export function bytes(n) {
    return n < 1024 ? count(n, 'byte') : n < 1024 * 1024 ? `${rate(n / 1024)} KiB` : `${rate(n / 1024 / 1024)} MiB`;
}

/** How far a group is behind: "3 behind, 1.2 s", "up to date" */
export function behind(messages, ms) {
    if (!known(messages)) {
        return 'behind by an unknown number';
    }
    if (messages === 0) {
        return 'up to date';
    }
    return `${number(messages)} behind${known(ms) ? `, ${lasting(ms)}` : ''}`;
}
