// A node of a large network as a point with the shape of its kind: one vertex a node and no triangles, for a machine
// without a graphics card draws these faster.
import { NodePointProgram } from "./vendor/sigma.js";

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_look;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying float v_border;
varying float v_look;

void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = a_size / u_sizeRatio * u_pixelRatio * 2.0;
  v_border = (0.5 / a_size) * u_sizeRatio;
  v_look = a_look;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

// How far inside its shape a spot of the point is, in points' widths; less than 0: outside. The shapes of looks.js, in
// its order, upright (y grows downwards) and as large as each other. A point is picked anywhere in its disc, too.
const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
varying float v_border;
varying float v_look;

float star(vec2 p) {
  const vec2 fold = vec2(0.8090170, 0.5877853);
  p = vec2(abs(p.x), -p.y);
  p -= 2.0 * max(dot(vec2(fold.x, -fold.y), p), 0.0) * vec2(fold.x, -fold.y);
  p -= 2.0 * max(dot(-fold, p), 0.0) * -fold;
  return dot(vec2(0.0, 0.5) - vec2(abs(p.x), p.y), vec2(0.8967, 0.4427));
}

float inside(vec2 p) {
  vec2 q = abs(p);
  if (v_look < 0.5) return 0.45 - length(p);
  if (v_look < 1.5) return 0.4 - max(q.x, q.y);
  if (v_look < 2.5) return 0.7071068 * (0.5 - q.x - q.y);
  if (v_look < 3.5) return min(0.4 - p.y, 0.8742 * (q.x * -1.0 + 0.5555556 * (p.y + 0.5)));
  if (v_look < 4.5) return 0.43 - max(q.y, 0.8660254 * q.x + 0.5 * q.y);
  if (v_look < 5.5) return star(p);
  return 0.44 - max(max(q.x, q.y), 0.7071068 * (q.x + q.y));
}

void main(void) {
  vec2 p = gl_PointCoord - vec2(0.5);
  float depth = inside(p);
  #ifdef PICKING_MODE
  gl_FragColor = max(depth, 0.5 - length(p)) > v_border ? v_color : vec4(0.0);
  #else
  gl_FragColor = v_color * clamp(depth / v_border, 0.0, 1.0);
  #endif
}`;

export class ShapeProgram extends NodePointProgram {
  getDefinition() {
    const own = super.getDefinition();
    return {
      ...own, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT,
      ATTRIBUTES: [...own.ATTRIBUTES, { name: "a_look", size: 1, type: WebGLRenderingContext.FLOAT }],
    };
  }

  processVisibleItem(at, start, data) {
    super.processVisibleItem(at, start, data);
    this.array[start + this.STRIDE - 1] = data.look;
  }
}
