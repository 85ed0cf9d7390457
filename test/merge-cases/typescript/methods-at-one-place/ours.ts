export class Player {
  play() {
    this.state = "play";
  }

  pause() {
    this.state = "pause";
  }
}
