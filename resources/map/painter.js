/* Draws at most once a frame, and answers for each message when its picture stands on the screen. */

export class Painter {
  constructor(draw, answer) {
    this._draw = draw;
    this._answer = answer;
    this._waiting = [];
    this._asked = false;
  }

  /** Does the work of a message now and its drawing with the next frame. */
  take(token, work) {
    const began = performance.now();
    work();
    this._waiting.push([token, performance.now() - began]);
    this.ask();
  }

  ask() {
    if (this._asked) return;
    this._asked = true;
    requestAnimationFrame(() => this._frame());
  }

  _frame() {
    this._asked = false;
    const messages = this._waiting;
    this._waiting = [];
    const began = performance.now();
    this._draw();
    const drawing = performance.now() - began;
    const answer = () => {
      for (const [token, work] of messages) if (token) this._answer(token, work + drawing);
    };
    requestAnimationFrame(() => requestAnimationFrame(answer));
  }
}
