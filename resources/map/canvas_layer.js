/* A Leaflet layer that is one canvas, a little larger than the map, so that a short drag stays filled. */

const MARGIN = 0.15;

/* `paint(context, view)` draws the picture. view: {left, top, width, height, corner, zoom, scale}: a point
   x of the world lies on the canvas at x * scale - left; the canvas begins at `corner` of the layer. */
export const CanvasLayer = L.Layer.extend({
  initialize(paint, order) {
    this._paint = paint;
    this._order = order;
  },

  onAdd(map) {
    this._canvas = L.DomUtil.create("canvas", "picture");
    this._canvas.style.zIndex = this._order;
    map.getPane("overlayPane").appendChild(this._canvas);
    this.redraw();
  },

  onRemove() {
    this._canvas.remove();
  },

  getEvents() {
    return { moveend: this.redraw, resize: this.redraw, move: this._keepFilled };
  },

  redraw() {
    const map = this._map;
    const size = map.getSize();
    const margin = size.multiplyBy(MARGIN).round();
    this._corner = map.containerPointToLayerPoint(margin.multiplyBy(-1)).round();
    L.DomUtil.setPosition(this._canvas, this._corner);
    const box = size.add(margin.multiplyBy(2));
    this._paint(this._cleared(box), this._view(box));
  },

  _view(box) {
    const corner = this._corner;
    const { x: left, y: top } = this._map.getPixelOrigin().add(corner);
    const zoom = this._map.getZoom();
    const scale = 2 ** zoom;
    return { left, top, corner, width: box.x, height: box.y, zoom, scale };
  },

  _cleared(box) {
    const sharpness = window.devicePixelRatio;
    const canvas = this._canvas;
    const [width, height] = [Math.round(box.x * sharpness), Math.round(box.y * sharpness)];
    if (canvas.width !== width || canvas.height !== height) {
      [canvas.width, canvas.height] = [width, height];
      canvas.style.width = `${box.x}px`;
      canvas.style.height = `${box.y}px`;
    }
    const context = canvas.getContext("2d");
    context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    context.clearRect(0, 0, box.x, box.y);
    return context;
  },

  /* During a long drag the margin runs out before the drag ends. */
  _keepFilled() {
    const size = this._map.getSize();
    const seen = this._map.containerPointToLayerPoint([0, 0]).subtract(this._corner);
    const left = size.multiplyBy(2 * MARGIN).subtract(seen);
    if (Math.min(seen.x, seen.y, left.x, left.y) < 0) this.redraw();
  },
});
