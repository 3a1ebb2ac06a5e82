/** Something that is asked again and again, until it is stopped or there is no more to ask. */
export class Repeated {
    #once;
    #stop = null;

    /** @param once is called with a signal, and says whether it is to be called again */
    constructor(once) {
        this.#once = once;
    }

    get runs() {
        return this.#stop !== null;
    }

    async start() {
        const stop = new AbortController();
        this.#stop = stop;
        while (await this.#once(stop.signal) && !stop.signal.aborted) {
            // it is asked again
        }
        if (this.#stop === stop) {
            this.#stop = null;
        }
    }

    stop() {
        this.#stop?.abort();
        this.#stop = null;
    }
}

/** Ends at once when it is stopped. */
export const pause = (ms, signal) => new Promise(done => {
    const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
});
