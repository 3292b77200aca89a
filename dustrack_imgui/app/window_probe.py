"""Open a tiny window, draw three frames and print what drew them, as JSON. Run it as a program of its own.

Without a usable display the toolkit aborts the whole process; `dustrack-imgui doctor` looks at the exit code.
"""

from __future__ import annotations

import ctypes
import json
import sys

import dearpygui.dearpygui as dpg

GL_RENDERER = 0x1F01
GL_VERSION = 0x1F02


def main() -> None:
    """Draw, ask, print."""
    dpg.create_context()
    dpg.create_viewport(title="dustrack-imgui doctor", width=160, height=90, resizable=False)
    dpg.setup_dearpygui()
    with dpg.window(label="doctor"):
        dpg.add_text("hello")
    dpg.show_viewport()
    for _ in range(3):
        dpg.render_dearpygui_frame()
    print(json.dumps({"renderer": renderer()}), flush=True)
    dpg.destroy_context()


def renderer() -> str:
    """Name of what draws; needs the OpenGL context of a drawn frame on Linux."""
    if sys.platform == "win32":
        return "Direct3D 11"
    if sys.platform == "darwin":
        return "Metal"
    get_string = ctypes.CDLL("libGL.so.1").glGetString
    get_string.restype = ctypes.c_char_p
    texts = [get_string(ctypes.c_uint(name)) or b"?" for name in (GL_RENDERER, GL_VERSION)]
    return " / ".join(text.decode(errors="replace") for text in texts)


if __name__ == "__main__":
    main()
