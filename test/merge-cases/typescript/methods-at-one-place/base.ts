export class Player {
  play() {
    this.state = "play";
  }
}
