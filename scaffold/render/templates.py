"""Templates of features, compiled once: two Jinja environments (trusted and sandboxed) over one cache of code."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import jinja2

from scaffold.catalog.model import Catalog, Feature
from scaffold.render.analysis import free_names, references, spec_keys
from scaffold.render.cache import CodeCache, Compiled
from scaffold.render.errors import RenderError

Globals = Mapping[str, Any]


class Library:
    """The templates of a catalogue, by feature and path; each is read and compiled when it is first asked for."""

    def __init__(self, catalog: Catalog, cache: CodeCache, filters: Mapping[str, Callable[..., Any]]) -> None:
        self._catalog = catalog
        self._cache = cache
        self._compiled: dict[str, Compiled] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._filters = filters
        self._templates: dict[str, jinja2.Template] = {}
        self._texts: dict[tuple[str, str], tuple[jinja2.Template, Compiled]] = {}
        self._noted: set[tuple[str, str]] = set()

    @cached_property
    def _open(self) -> jinja2.Environment:
        return self._environment(jinja2.Environment)

    @cached_property
    def _sandbox(self) -> jinja2.Environment:
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        return self._environment(ImmutableSandboxedEnvironment)

    def _environment(self, kind: type[jinja2.Environment]) -> jinja2.Environment:
        environment = kind(
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            auto_reload=False,
            loader=_Loader(self),
        )
        environment.filters.update(self._filters)
        return environment

    def file(self, feature: Feature, path: str) -> jinja2.Template:
        """Return the template at a path inside a feature's folder."""
        name = f"{feature.name}/{path}"
        known = self._templates.get(name)
        if known is None:
            known, _ = self._template(feature, path, read_text(feature, path))
            self._templates[name] = known
        return known

    def text(self, feature: Feature, place: str, source: str) -> jinja2.Template:
        """Return the template that a text is: a path, or a text field of the manifest, found at `place`.

        A text that stands at several places is compiled once, and each of them reads what it reads.
        """
        name = f"{feature.name}/{place}"
        known = self._texts.get((feature.name, source))
        if known is None:
            known = self._texts[feature.name, source] = self._template(feature, place, source)
        elif (name, source) not in self._noted:
            self._remember(name, known[1])
        self._noted.add((name, source))
        return known[0]

    def _template(self, feature: Feature, place: str, source: str) -> tuple[jinja2.Template, Compiled]:
        name = f"{feature.name}/{place}"
        trusted = feature.trusts(place)
        environment = self._open if trusted else self._sandbox
        self._places[name] = (feature.name, place)
        key = CodeCache.key(name, str(trusted), source)
        compiled = self._cache.get(key)
        if compiled is None:
            compiled = _compile(environment, feature, place, source)
            self._cache.put(key, compiled)
        self._remember(name, compiled)
        return environment.template_class.from_code(environment, compiled.code, environment.globals), compiled

    def _remember(self, name: str, compiled: Compiled) -> None:
        """Note what a place reads: a file's own text and the template that its path is, or all texts of a manifest."""
        before = self._compiled.get(name)
        if before is not None:
            compiled = Compiled(
                compiled.code,
                before.keys + compiled.keys,
                before.names + compiled.names,
                before.references + compiled.references,
            )
        self._compiled[name] = compiled

    def named(self, name: str) -> jinja2.Template:
        """Return the template that `{% include %}` and `{% import %}` name: `feature/path/inside/its/folder`."""
        feature_name, _, path = name.partition("/")
        feature = self._catalog.features.get(feature_name)
        if feature is None or not _inside(feature, path):
            raise jinja2.TemplateNotFound(
                name, f"no template {name!r}; write FEATURE/PATH, such as service/macros/x.jinja"
            )
        return self.file(feature, path)

    def reads(self, template: str) -> tuple[set[str], set[str]]:
        """Return the spec keys and the context names that a template, by its name, and what it includes, reads."""
        keys: set[str] = set()
        names: set[str] = set()
        waiting = [template]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            compiled = self._compiled.get(name)
            if compiled is None or name in seen:
                continue
            seen.add(name)
            keys.update(compiled.keys)
            names.update(compiled.names)
            waiting.extend(compiled.references)
        return keys, names

    def place(self, filename: str) -> tuple[str, str] | None:
        """Return feature and path of the template whose code has this file name."""
        return self._places.get(filename)


def _inside(feature: Feature, path: str) -> bool:
    """Say whether a path, links followed, is a file in a feature's own folder, or in one that lies over it."""
    file = feature.place(path).resolve()
    roots = (feature.root, *(overlay.root for overlay in feature.overlays))
    return file.is_file() and any(file.is_relative_to(root.resolve()) for root in roots)


class _Loader(jinja2.BaseLoader):
    def __init__(self, library: Library) -> None:
        self._library = library

    def load(
        self,
        environment: jinja2.Environment,  # noqa: ARG002  Jinja's signature; a template keeps its own pack's environment
        name: str,
        globals: object = None,  # noqa: A002, ARG002  Jinja's signature
    ) -> jinja2.Template:
        return self._library.named(name)


def read_text(feature: Feature, path: str) -> str:
    """Read a text of a feature; raises RenderError."""
    try:
        with open(feature.place(path) if feature.overlays else f"{feature.root}/{path}", "rb") as file:  # noqa: PTH123  one of hundreds
            return file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text: bad byte at offset {error.start}"
        raise RenderError(message, feature=feature.name, template=path) from error
    except OSError as error:
        raise RenderError(f"cannot read it: {error.strerror}", feature=feature.name, template=path) from error


def _compile(environment: jinja2.Environment, feature: Feature, place: str, source: str) -> Compiled:
    name = f"{feature.name}/{place}"
    try:
        tree = environment.parse(source, name, name)
        read = (spec_keys(tree), free_names(tree), references(tree))
        return Compiled(environment.compile(tree, name, name), *read)
    except jinja2.TemplateSyntaxError as error:
        message = error.message or "syntax error"
        raise RenderError(message, feature=feature.name, template=place, line=error.lineno) from error
