/* Which cases lie so close together on the screen that they are drawn as one: squares of a lattice that is fixed
   to the ground, so that groups do not dance when the map is dragged. */

const NONE = -1;

/** Puts every case in view into its square. `alone` is the row that joins no group. */
export class Grouping {
  constructor(cases, view, size, alone) {
    this.size = size;
    this.cases = cases;
    this._firstColumn = Math.floor(view.left / size);
    this._firstRow = Math.floor(view.top / size);
    this.columns = Math.floor((view.left + view.width) / size) - this._firstColumn + 1;
    this.rows = Math.floor((view.top + view.height) / size) - this._firstRow + 1;
    this.counts = new Uint32Array(this.columns * this.rows);
    this._heads = new Int32Array(this.columns * this.rows).fill(NONE);
    this._next = new Int32Array(cases.count);
    this._fill(view, alone);
  }

  /** The squares that hold anything. */
  *squares() {
    for (let square = 0; square < this.counts.length; square += 1) {
      if (this.counts[square]) yield square;
    }
  }

  /** The rows of the cases in a square. */
  members(square) {
    const members = [];
    for (let row = this._heads[square]; row !== NONE; row = this._next[row]) members.push(row);
    return members;
  }

  /** The square at a point of the canvas and its neighbours: what is drawn for them may reach over. */
  around(x, y, view) {
    const column = Math.floor((x + view.left) / this.size) - this._firstColumn;
    const row = Math.floor((y + view.top) / this.size) - this._firstRow;
    const squares = [];
    for (let down = Math.max(0, row - 1); down <= Math.min(this.rows - 1, row + 1); down += 1) {
      for (let over = Math.max(0, column - 1); over <= Math.min(this.columns - 1, column + 1); over += 1) {
        squares.push(down * this.columns + over);
      }
    }
    return squares;
  }

  _fill(view, alone) {
    const { x, y, count } = this.cases;
    const share = view.scale / this.size;
    for (let row = 0; row < count; row += 1) {
      const column = Math.floor(x[row] * share) - this._firstColumn;
      const down = Math.floor(y[row] * share) - this._firstRow;
      if (!(column >= 0 && column < this.columns && down >= 0 && down < this.rows) || row === alone) continue;
      const square = down * this.columns + column;
      this.counts[square] += 1;
      this._next[row] = this._heads[square];
      this._heads[square] = row;
    }
  }
}
