// The same work over the wire by a raw comm, ipywidgets, anywidget and us: making, updating, answering, bytes, closing.
import { measure } from './lab/launch.mjs';

measure('wire');
