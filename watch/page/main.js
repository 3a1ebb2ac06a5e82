import { render } from './lit-html.js';
import { Actions } from './actions.js';
import { Clock } from './clock.js';
import { Groups } from './groups.js';
import { Lessons } from './lessons.js';
import { Letters } from './letters.js';
import { Message } from './message.js';
import { Messages } from './messages.js';
import { Picture } from './picture.js';
import { Programs } from './programs.js';
import { link, parsed } from './route.js';
import { shell } from './shell.js';
import { merged, nothingYet } from './state.js';
import { Stream } from './stream.js';
import { news } from './summary.js';

/** Puts the parts together: the address says which view is shown, the stream says what is in it. */

const NEWS_EVERY = 5000;

class App {
    clock = new Clock();
    actions = new Actions(this);
    state = nothingYet();
    status = { kind: 'connecting' };
    route = parsed('');
    news = '';
    lastFrameAt = null;
    #newsAt = 0;
    #stream = null;
    #streamed = undefined;
    #drawing = false;
    #root = document.body;
    #views = {
        '': new Picture(this, this.#root), messages: new Messages(this), message: new Message(this), groups: new Groups(this),
        letters: new Letters(this), programs: new Programs(this), lessons: new Lessons(this)
    };

    start() {
        addEventListener('hashchange', () => this.#go());
        addEventListener('resize', () => this.redraw());
        addEventListener('pagehide', () => this.#disconnect());
        addEventListener('pageshow', event => event.persisted && this.#connect(this.topic));
        setInterval(() => this.redraw(), 1000);
        this.#root.replaceChildren();
        this.#go();
    }

    /** As the address says; Watch knows which one it is otherwise. */
    get topic() {
        return this.route.params.get('topic');
    }

    get #view() {
        return this.#views[this.route.view] ?? this.#views[''];
    }

    choose(topic) {
        const view = this.route.view === 'message' ? 'messages' : this.route.view;
        location.hash = link(view, { topic });
    }

    skip(event) {
        event.preventDefault();
        this.#heading()?.focus();
    }

    #heading() {
        return this.#root.querySelector('h1');
    }

    #go() {
        const before = this.route.view;
        const first = this.#stream === null;
        this.#view.close();
        this.route = parsed(location.hash);
        this.#connect(this.topic);
        this.#view.open(this.route.params);
        this.#draw();
        if (!first && before !== this.route.view) {
            this.actions.forget();
            scrollTo(0, 0);
            this.#heading()?.focus();
        }
    }

    #connect(topic) {
        if (this.#stream !== null && topic === this.#streamed) {
            return;
        }
        this.#stream?.close();
        this.#streamed = topic;
        this.state = nothingYet();
        this.status = { kind: 'connecting' };
        this.#stream = new Stream(topic, { frame: frame => this.#frame(frame), status: status => this.#stands(status) });
    }

    /** A page that the browser keeps for the way back would keep one of the few connections that it opens to a server. */
    #disconnect() {
        this.#stream?.close();
        this.#stream = null;
    }

    #frame(frame) {
        this.state = merged(this.state, frame);
        const now = frame.now ?? frame.watch?.now;
        if (now) {
            this.clock.hears(now);
            this.lastFrameAt = now;
        }
        if (Date.now() - this.#newsAt > NEWS_EVERY) {
            this.#newsAt = Date.now();
            this.news = news(this.state);
        }
        this.#draw();
        this.#view.frame(frame);
    }

    #stands(status) {
        const ended = this.status.kind === 'ended' && status.kind === 'lost' && !status.why;
        const same = this.status.kind === status.kind && !status.why;
        if (!ended && !same) {
            this.status = status;
            this.#draw();
        }
    }

    redraw() {
        if (!this.#drawing) {
            this.#drawing = true;
            requestAnimationFrame(() => this.#draw());
        }
    }

    #draw() {
        this.#drawing = false;
        const view = this.#view;
        document.title = `${view.title()} \u2013 Watch`;
        render(shell(this, view.html()), this.#root);
        view.drawn?.(this.#root);
        this.actions.keepFocus(this.#root);
    }
}

new App().start();
