import { answered } from './ask.js';
import { query } from './route.js';

/** A whole frame comes every five seconds, so something is wrong when none came for this long. */
const SILENCE = 9000;
const PAUSE = 1500;

async function reason(url) {
    const stop = new AbortController();
    try {
        const response = await fetch(url, { signal: stop.signal });
        return response.ok ? null : (await answered(response)).problem;
    } catch {
        return null;
    } finally {
        stop.abort();
    }
}

/** The one stream of events: it comes back by itself, and says at once when it is gone. */
export class Stream {
    #url;
    #on;
    #source = null;
    #heard = Date.now();
    #timer = null;
    #watchdog;
    #closed = false;

    /** @param on what is called with a frame, and with how it stands: live, lost (and why) or ended */
    constructor(topic, on) {
        const text = query({ topic });
        this.#url = `/events${text ? `?${text}` : ''}`;
        this.#on = on;
        this.#open();
        this.#watchdog = setInterval(() => this.#listen(), 1000);
    }

    close() {
        this.#closed = true;
        clearInterval(this.#watchdog);
        clearTimeout(this.#timer);
        this.#source?.close();
    }

    #open() {
        const source = new EventSource(this.#url);
        this.#source = source;
        this.#heard = Date.now();
        source.addEventListener('frame', event => {
            this.#heard = Date.now();
            this.#on.frame(JSON.parse(event.data));
            this.#on.status({ kind: 'live' });
        });
        source.addEventListener('ended', () => this.#on.status({ kind: 'ended' }));
        source.addEventListener('error', () => this.#lost(source));
    }

    /** The browser tries again by itself, but not after an answer that is no stream. */
    async #lost(source) {
        this.#on.status({ kind: 'lost' });
        if (source.readyState !== EventSource.CLOSED) {
            return;
        }
        const why = await reason(this.#url);
        if (why && !this.#closed) {
            this.#on.status({ kind: 'lost', why });
        }
        this.#again();
    }

    #listen() {
        if (Date.now() - this.#heard > SILENCE && this.#source.readyState === EventSource.OPEN) {
            this.#source.close();
            this.#on.status({ kind: 'lost' });
            this.#open();
        }
    }

    #again() {
        clearTimeout(this.#timer);
        if (!this.#closed) {
            this.#timer = setTimeout(() => this.#open(), PAUSE);
        }
    }
}
