/** Colours of one drawn person in front of a camera. */
interface Look {
  readonly wall: string;
  readonly lamp: string;
  readonly skin: string;
  readonly hair: string;
  readonly shirt: string;
}

const looks: readonly Look[] = [
  { wall: "#3d5a6c", lamp: "#ffd9a0", skin: "#c68a63", hair: "#2a1a17", shirt: "#e4b04a" },
  { wall: "#7a8c6b", lamp: "#fff3d6", skin: "#f0c3a0", hair: "#8a5a34", shirt: "#2f4858" },
  { wall: "#a9746e", lamp: "#ffe9d6", skin: "#eac09a", hair: "#1c1b22", shirt: "#f4efe6" },
  { wall: "#5b5f86", lamp: "#ffe2b8", skin: "#8d5a3c", hair: "#17120f", shirt: "#7fb7a3" },
  { wall: "#8b7a5e", lamp: "#fff0cf", skin: "#f3cdb0", hair: "#c9b08a", shirt: "#5a4a78" },
];

/** A camera's stream without a camera: somebody who moves a little. */
export function drawnPerson(index: number, size = { width: 640, height: 360 }): MediaStream {
  const look = looks[index % looks.length] ?? looks[0];
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const brush = canvas.getContext("2d");
  if (brush === null || look === undefined) throw new Error("This browser draws nothing");
  const draw = (timeMs: number) => {
    paint(brush, look, Math.sin(timeMs / 900 + index));
    requestAnimationFrame(draw);
  };
  draw(0);
  return canvas.captureStream(15);
}

function paint(brush: CanvasRenderingContext2D, look: Look, sway: number): void {
  const { width, height } = brush.canvas;
  const unit = Math.min(width, height) / 100;
  const middle = width / 2 + sway * unit * 1.5;
  brush.fillStyle = look.wall;
  brush.fillRect(0, 0, width, height);
  const glow = brush.createRadialGradient(
    width * 0.8,
    height * 0.2,
    0,
    width * 0.8,
    height * 0.2,
    width * 0.5,
  );
  glow.addColorStop(0, look.lamp);
  glow.addColorStop(1, "transparent");
  brush.fillStyle = glow;
  brush.fillRect(0, 0, width, height);
  const ellipse = (x: number, y: number, radiusX: number, radiusY: number, colour: string) => {
    brush.beginPath();
    brush.ellipse(x, y, radiusX * unit, radiusY * unit, 0, 0, 2 * Math.PI);
    brush.fillStyle = colour;
    brush.fill();
  };
  const foot = height;
  ellipse(middle, foot, 42, 34, look.shirt);
  ellipse(middle, foot - 38 * unit, 9, 14, look.skin);
  ellipse(middle, foot - 60 * unit, 21, 24, look.hair);
  ellipse(middle, foot - 55 * unit, 17, 20, look.skin);
  for (const side of [-1, 1])
    ellipse(middle + side * 6.5 * unit, foot - 57 * unit, 1.8, 2.2, "#22181a");
  brush.beginPath();
  brush.arc(middle, foot - 49 * unit, 6 * unit, 0.2 * Math.PI, 0.8 * Math.PI);
  brush.lineWidth = 1.4 * unit;
  brush.strokeStyle = "#7a3b34";
  brush.stroke();
}

/** A shared screen: a document that somebody scrolls. */
export function drawnScreen(): MediaStream {
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 800;
  const brush = canvas.getContext("2d");
  if (brush === null) throw new Error("This browser draws nothing");
  const draw = (timeMs: number) => {
    brush.fillStyle = "#f7f4ee";
    brush.fillRect(0, 0, 1280, 800);
    brush.fillStyle = "#e3ddcf";
    brush.fillRect(0, 0, 1280, 56);
    brush.fillStyle = "#20263f";
    brush.font = "600 44px sans-serif";
    brush.fillText("Roadmap for the winter", 120, 150);
    for (let line = 0; line < 13; line += 1) {
      brush.fillStyle = line % 4 === 0 ? "#ffb938" : "#b9bccb";
      const wobble = line % 4 === 0 ? Math.sin(timeMs / 700 + line) * 30 : 0;
      brush.fillRect(120, 200 + line * 42, 620 + ((line * 137) % 380) + wobble, 16);
    }
    requestAnimationFrame(draw);
  };
  draw(0);
  return canvas.captureStream(10);
}
