import './a.js';
import './b.js';
import './c.js';
