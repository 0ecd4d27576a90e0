// A widget in an output frame like Colab's: from display to sight, beside the bare bytes of its code over the same comm.
import { measure } from './lab/launch.mjs';

measure('colab');
