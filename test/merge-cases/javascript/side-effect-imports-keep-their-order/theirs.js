import './a.js';
import './c.js';
