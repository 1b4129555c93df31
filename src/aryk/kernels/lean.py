"""How numba is told to compile kernels in half of the time that it takes by itself.

Numba optimises each function, with all that it calls, and makes machine code of it, before it does the same with the
function that calls it: a function five calls deep is optimised five times. A `Part` waits instead; the `Whole` links
each of its parts once and optimises that. And numba looks for things that no kernel has (functions within functions,
expressions of arrays): `steps` leaves those steps out. What the code gives is the same.
"""

from __future__ import annotations

import gc
from typing import Any

from numba.core import typed_passes, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager

_NOT_NEEDED = (
    untyped_passes.WithLifting,
    untyped_passes.InlineClosureLikes,
    untyped_passes.MakeFunctionToJitFunction,
    untyped_passes.InlineInlinables,
    untyped_passes.FindLiterallyCalls,
    untyped_passes.LiteralUnroll,
    untyped_passes.LiteralPropagationSubPipelinePass,
    typed_passes.InlineOverloads,
    typed_passes.NopythonRewrites,
)


class _Silent:
    """Takes the surroundings of a function that has no code of its own to tell them to."""

    def set_env(self, name: str, surroundings: Any) -> None:
        """Do nothing."""


class _Unoptimised(JITCodeLibrary):
    """Code of a function that is not optimised before it is linked."""

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def all_parts(self) -> list[Any]:
        """All code that this one calls, each once."""
        found: dict[Any, None] = {}
        waiting = list(self._linking_libraries)
        while waiting:
            each = waiting.pop()
            if each not in found:
                found[each] = None
                if isinstance(each, Part):
                    waiting += each._linking_libraries
        return list(found)

    def link_parts(self) -> None:
        """Take all code that this one calls into its own module."""
        for each in self.all_parts():
            self._final_module.link_in(_alone(each), preserve=True)


class Part(_Unoptimised):
    """Code of a function that kernels call: neither optimised nor made into machine code by itself."""

    _linked: Any = None

    @property
    def codegen(self) -> Any:
        """What takes the surroundings of the function: none do, since it never runs by itself."""
        return _Silent()

    def finalize(self) -> None:
        """Leave the code as it is."""
        self._raise_if_finalized()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """No address: the function is not there by itself."""
        self._ensure_finalized()
        return 0

    def alone(self) -> Any:
        """The module of this function without those that it calls, for linking."""
        if self._shared_module is None:
            self._shared_module = super()._get_module_for_linking()
        return self._shared_module

    def _get_module_for_linking(self) -> Any:
        """The module with all that it calls, for code that is no `Whole`."""
        self._ensure_finalized()
        if self._linked is None:
            self._linked = self.alone().clone()
            for each in self.all_parts():
                self._linked.link_in(_alone(each), preserve=True)
        return self._linked


class Whole(_Unoptimised):
    """Code of a function that Python calls, with all that it calls linked once."""

    def finalize(self) -> None:
        """Link the parts, optimise, make machine code."""
        self._raise_if_finalized()
        self._codegen._check_llvm_bugs()
        self.link_parts()
        self._optimize_final_module()
        self._final_module.verify()
        self._finalize_final_module()


def _alone(library: Any) -> Any:
    return library.alone() if isinstance(library, Part) else library._get_module_for_linking()


class _Lean(CompilerBase):
    """Numba's steps without those that no kernel needs; the collector of garbage waits."""

    library: type[JITCodeLibrary]

    def define_pipelines(self) -> list[PassManager]:
        """The steps, for a function that `self.state` tells."""
        state = self.state
        state.library = self.library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        steps = PassManager("kernel")
        every = DefaultPassBuilder.define_nopython_pipeline(state).passes
        steps.passes = [each for each in every if each[0] not in _NOT_NEEDED]
        steps.finalize()
        return [steps]

    def _compile_core(self) -> Any:
        collects = gc.isenabled()
        gc.disable()
        try:
            return super()._compile_core()
        finally:
            if collects:
                gc.enable()


class LeanPart(_Lean):
    """How a function is compiled that other kernels call."""

    library = Part


class LeanWhole(_Lean):
    """How a function is compiled that Python calls."""

    library = Whole
