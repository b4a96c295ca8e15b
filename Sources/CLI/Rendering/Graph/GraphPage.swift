/// A page with a drawing, in which what the pointer is on stands out with its neighbours. Needs nothing from
/// elsewhere.
struct GraphPage {
  private let drawing: GraphDrawing

  init(_ drawing: GraphDrawing) { self.drawing = drawing }

  var html: String {
    let boxes = drawing.picture.lanes.reduce(0) { $0 + $1.boxes.count }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Resources and what they depend on</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <h1>Resources and what they depend on</h1>
      <p>\(boxes) resources in \(drawing.picture.lanes.count) modules. A line leads from what is needed to what needs it.</p>
      <main>\(drawing.svg)</main>
      <script>\(Self.script)</script>
      </body>
      </html>

      """
  }

  private static let style = """
    body { margin: 24px; font: 14px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff }
    h1 { font-size: 18px; margin: 0 }
    p { margin: 4px 0 16px; color: #57606a }
    main { overflow: auto }
    .box, .line { transition: opacity .1s }
    .chosen .box, .chosen .line { opacity: .15 }
    .chosen .near { opacity: 1 }
    """

  private static let script = """
    const svg = document.querySelector("svg");
    const boxes = [...svg.querySelectorAll(".box")], lines = [...svg.querySelectorAll(".line")];
    for (const box of boxes) {
      box.addEventListener("mouseenter", () => {
        const near = new Set([box.dataset.name]);
        for (const line of lines) {
          const { from, to } = line.dataset, touches = from === box.dataset.name || to === box.dataset.name;
          line.classList.toggle("near", touches);
          if (touches) near.add(from).add(to);
        }
        for (const other of boxes) other.classList.toggle("near", near.has(other.dataset.name));
        svg.classList.add("chosen");
      });
      box.addEventListener("mouseleave", () => svg.classList.remove("chosen"));
    }
    """
}
