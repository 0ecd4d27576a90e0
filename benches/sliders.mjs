// 200 sliders shown by one cell: ours beside ipywidgets', in one run, one server, one browser.
import { measure } from './lab/launch.mjs';

measure('sliders');
