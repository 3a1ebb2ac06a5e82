import { query } from './route.js';

/** What Watch does not answer, or does not do, in a sentence for whoever asked. */
export class Refused extends Error {
}

const LONGEST = 300;

/** JSON; who is not let in gets a sentence. */
export async function answered(response) {
    const text = await response.text();
    try {
        return JSON.parse(text);
    } catch {
        return { problem: text.slice(0, LONGEST) || `Watch answered with status ${response.status}.` };
    }
}

async function requested(address, options) {
    let response;
    try {
        response = await fetch(address, options);
    } catch (e) {
        if (e.name === 'AbortError') {
            throw e;
        }
        throw new Refused('Watch does not answer.');
    }
    const answer = await answered(response);
    if (!response.ok) {
        throw new Refused(answer.problem ?? `Watch answered with status ${response.status}.`);
    }
    return answer;
}

/** What is left out of an answer is its problem, and no reason to throw away the rest.
 *  @param name of a resource below /api/ */
export const ask = (name, params, signal) => requested(`/api/${name}?${query(params)}`, { signal });

/** Asks for something to be done. It is not taken back when the view is left.
 *  @param body an object of texts and numbers */
export const post = (name, body) => requested(`/api/${name}`,
    { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** What was answered, or the problem that there is instead; neither when nobody waits for it any more.
 *  @param asked asks with the signal */
export async function tried(signal, asked) {
    try {
        const answer = await asked(signal);
        return signal.aborted ? {} : { answer };
    } catch (e) {
        if (signal.aborted) {
            return {};
        }
        if (!(e instanceof Refused)) {
            throw e;
        }
        return { problem: e.message };
    }
}
