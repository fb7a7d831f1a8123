/* Places on the globe as points of a square world, 256 units wide: Leaflet's pixels at zoom 0. */

export const worldX = (longitude) => ((longitude + 180) / 360) * 256;

export function worldY(latitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
}

/** The place on the globe of a point of the world. */
export function latLng(x, y) {
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - y / 128))) * 180) / Math.PI;
  return L.latLng(latitude, (x / 256) * 360 - 180);
}
