export class Player {
  play() {
    this.state = "play";
  }

  stop() {
    this.state = "stop";
  }
}
