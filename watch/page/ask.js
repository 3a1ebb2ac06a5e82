import { query } from './route.js';

/** What Watch does not answer, in a sentence for whoever asked. */
export class Refused extends Error {
}

async function answered(response) {
    try {
        return await response.json();
    } catch {
        return { problem: `Watch answered with status ${response.status} and nothing that can be read.` };
    }
}

/** What is left out of an answer is its problem, and no reason to throw away the rest.
 *  @param name of a resource below /api/ */
export async function ask(name, params, signal) {
    let response;
    try {
        response = await fetch(`/api/${name}?${query(params)}`, { signal });
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
