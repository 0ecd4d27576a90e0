"""What somebody would write with anywidget for the scenarios, as small as it goes."""

import anywidget
import traitlets


class Slider(anywidget.AnyWidget):
    """A range input with its value beside it."""

    _esm = """
    function render({ model, el }) {
      const row = document.createElement('div');
      row.className = 'any-slider';
      const input = document.createElement('input');
      input.type = 'range';
      input.max = model.get('max');
      const readout = document.createElement('output');
      const show = () => { input.value = readout.textContent = model.get('value'); };
      show();
      model.on('change:value', show);
      input.addEventListener('input', () => {
        model.set('value', Number(input.value));
        model.save_changes();
      });
      row.append(input, readout);
      el.append(row);
    }
    export default { render };
    """
    value = traitlets.Int(0).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)


class Label(anywidget.AnyWidget):
    """A line of text."""

    _esm = """
    function render({ model, el }) {
      const show = () => { el.textContent = model.get('value'); };
      show();
      model.on('change:value', show);
    }
    export default { render };
    """
    value = traitlets.Unicode("").tag(sync=True)


class Progress(anywidget.AnyWidget):
    """A bar that is as long as its value."""

    _esm = """
    function render({ model, el }) {
      const fill = document.createElement('div');
      fill.className = 'any-fill';
      fill.style.height = '12px';
      fill.style.background = 'teal';
      const show = () => { fill.style.width = `${100 * model.get('value') / model.get('max')}%`; };
      show();
      model.on('change:value', show);
      el.append(fill);
    }
    export default { render };
    """
    value = traitlets.Int(0).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)
