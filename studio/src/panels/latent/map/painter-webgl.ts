// Points by WebGL2: one buffer of places, one of looks, one call.

import type { Box } from "./camera.ts";
import type { Painter, Scene } from "./painter.ts";

const POINTS_VERTEX = `#version 300 es
in vec2 origin;
in vec2 target;
in vec4 colour;
in float size;
uniform vec2 middle;
uniform vec2 scale;
uniform float t;
uniform float radius;
out vec4 shade;
out float wide;
void main() {
  vec2 place = mix(origin, target, t);
  gl_Position = vec4((place - middle) * scale, 0.0, 1.0);
  wide = radius * size * 255.0 / 32.0;
  gl_PointSize = 2.0 * wide + 1.0;
  shade = colour;
}`;

const POINTS_FRAGMENT = `#version 300 es
precision mediump float;
in vec4 shade;
in float wide;
out vec4 pixel;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * wide + 1.0);
  float cover = clamp(wide + 0.5 - away, 0.0, 1.0) * shade.a;
  if (cover <= 0.0) discard;
  pixel = vec4(shade.rgb * cover, cover);
}`;

const GROUND_VERTEX = `#version 300 es
uniform vec2 middle;
uniform vec2 scale;
uniform vec4 box;
out vec2 at;
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 place = mix(box.xy, box.zw, at);
  at.y = 1.0 - at.y;
  gl_Position = vec4((place - middle) * scale, 0.0, 1.0);
}`;

const GROUND_FRAGMENT = `#version 300 es
precision mediump float;
uniform sampler2D picture;
in vec2 at;
out vec4 pixel;
void main() {
  vec4 found = texture(picture, at);
  pixel = vec4(found.rgb * found.a, found.a);
}`;

/** A painter on WebGL2. */
export function webglPainter(gl: WebGL2RenderingContext): Painter {
  const points = program(gl, POINTS_VERTEX, POINTS_FRAGMENT);
  const ground = program(gl, GROUND_VERTEX, GROUND_FRAGMENT);
  const uniform = (of: WebGLProgram, name: string) => gl.getUniformLocation(of, name);
  const at = {
    middle: uniform(points, "middle"),
    scale: uniform(points, "scale"),
    t: uniform(points, "t"),
    radius: uniform(points, "radius"),
    groundMiddle: uniform(ground, "middle"),
    groundScale: uniform(ground, "scale"),
    box: uniform(ground, "box"),
  };
  const layout = gl.createVertexArray();
  const empty = gl.createVertexArray();
  gl.bindVertexArray(layout);
  const pointers: ((every: number) => void)[] = [];
  const buffer = (name: string, width: number, type: number, bytes: number) => {
    const made = gl.createBuffer();
    const place = gl.getAttribLocation(points, name);
    gl.enableVertexAttribArray(place);
    // A stride of several points leaves out those between.
    pointers.push((every) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, made);
      gl.vertexAttribPointer(place, width, type, true, bytes * every, 0);
    });
    return (values: AllowSharedBufferSource) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, made);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    };
  };
  const fill = {
    origin: buffer("origin", 2, gl.FLOAT, 8),
    target: buffer("target", 2, gl.FLOAT, 8),
    colour: buffer("colour", 4, gl.UNSIGNED_BYTE, 4),
    size: buffer("size", 1, gl.UNSIGNED_BYTE, 1),
  };
  const texture = gl.createTexture();
  let [placed, looked] = [0, 0];
  let box: Box | undefined;
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    place(from, to) {
      fill.origin(from);
      fill.target(to);
      placed = to.length / 2;
    },
    look(colours, sizes) {
      fill.colour(colours);
      fill.size(sizes);
      looked = sizes.length;
    },
    ground(picture, over) {
      box = picture && over;
      if (picture === undefined) return;
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
      for (const [name, value] of [
        [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
        [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
        [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
        [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
      ] as const) {
        gl.texParameteri(gl.TEXTURE_2D, name, value);
      }
    },
    draw({ camera, size, ratio, t, radius, every }: Scene) {
      const { canvas } = gl;
      const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      gl.viewport(0, 0, width, height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      const scale = [(2 * camera.scale) / size.width, (2 * camera.scale) / size.height] as const;
      if (box) {
        gl.useProgram(ground);
        gl.bindVertexArray(empty);
        gl.bindTexture(gl.TEXTURE_2D, texture);
        gl.uniform2f(at.groundMiddle, camera.x, camera.y);
        gl.uniform2f(at.groundScale, ...scale);
        gl.uniform4f(at.box, box.left, box.bottom, box.right, box.top);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
      const count = Math.floor(Math.min(placed, looked) / every);
      if (count === 0) return;
      gl.useProgram(points);
      gl.bindVertexArray(layout);
      for (const point of pointers) point(every);
      gl.uniform2f(at.middle, camera.x, camera.y);
      gl.uniform2f(at.scale, ...scale);
      gl.uniform1f(at.t, t);
      gl.uniform1f(at.radius, radius * ratio);
      gl.drawArrays(gl.POINTS, 0, count);
    },
    dispose() {
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}

function program(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const made = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(`WebGL: ${gl.getProgramInfoLog(made)}`);
  return made;
}
