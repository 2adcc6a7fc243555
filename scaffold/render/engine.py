"""`render`: a checked spec and a catalogue to the files of a service, in memory."""

import re
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

import jinja2
from jinja2.runtime import Context

from scaffold import __version__
from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Catalog, Feature, Setting
from scaffold.confined import telling
from scaffold.distribution import made_by
from scaffold.evolution.history import History, first_revision, steps
from scaffold.render import context as contexts
from scaffold.render.analysis import condition_keys
from scaffold.render.cache import CodeCache
from scaffold.render.errors import RenderError
from scaffold.render.imports import LINE_LENGTH, ImportsError, project_modules, sort_imports
from scaffold.render.lock import LockText
from scaffold.render.model import Origin, RenderedFile, RenderedTree
from scaffold.render.modules import entry_file
from scaffold.render.ownership import is_among, owner_of
from scaffold.render.page import NO_SUBJECT, Item, Page, Subject
from scaffold.render.paths import find_clash, path_problem
from scaffold.render.prepare import prepare
from scaffold.render.slots import SlotText
from scaffold.render.stored import require_stored, storing
from scaffold.render.templates import Library
from scaffold.spec.model import Spec
from scaffold.spec.naming import NAME_PATH

SUFFIX = ".jinja"
EACH = "each_"
"""What the names of prepared mappings begin with that make a file for each of their entries."""
NEXT = "next.jinja"
"""In a feature's folder: what to type after the service was made."""


def render(spec: Spec, catalog: Catalog, history: History = ()) -> RenderedTree:
    """Render every file of the spec's active features; raises RenderError, or DamagedError for a history that is none.

    `history` holds the revisions of the data up to the spec's entities; without it they are the first. The result
    depends on what is given and the templates alone. Nothing is written but the cache of compiled templates.
    """
    history = history or (first_revision(spec.entities, spec.stored),)
    require_stored(history, catalog)
    if strangers(spec, catalog, history):
        from scaffold.render import apart

        steps(history)
        return apart.tree(spec, catalog, history)
    return render_here(spec, catalog, history)


def render_here(spec: Spec, catalog: Catalog, history: History) -> RenderedTree:
    """Render in this process, whoever wrote the templates; otherwise as `render`."""
    cache = code_cache()
    try:
        return _Renderer(spec, catalog, cache, history).tree()
    finally:
        cache.save()


def service_settings(spec: Spec, catalog: Catalog) -> tuple[Setting, ...]:
    """Return the settings of a spec's active features, as its files have them; raises RenderError."""
    if any(each.settings for each in strangers(spec, catalog) if not each.trusted):
        from scaffold.render import apart

        return apart.settings(spec, catalog)
    return settings_here(spec, catalog)


def settings_here(spec: Spec, catalog: Catalog) -> tuple[Setting, ...]:
    """Return the settings by rendering in this process, whoever wrote them; otherwise as `service_settings`."""
    cache = code_cache()
    try:
        return _Renderer(spec, catalog, cache, (first_revision(spec.entities, spec.stored),)).settings
    finally:
        cache.save()


def strangers(spec: Spec, catalog: Catalog, history: History = ()) -> tuple[Feature, ...]:
    """Return the features of which a part comes from a pack that is not trusted: active ones, and a history's."""
    active = [catalog.features[name] for name in spec.features if name in catalog.features]
    used = {each.name: each for each in (*active, *storing(history, catalog))}.values()
    return tuple(each for each in used if not each.trusted or any(not over.trusted for over in each.overlays))


def code_cache() -> CodeCache:
    """Read what earlier runs of the same versions compiled; to be saved when the run is over."""
    return CodeCache(stamp=f"{__version__} {jinja2.__version__}")


class _Renderer:
    """One run: the context, and the page that is being rendered."""

    def __init__(self, spec: Spec, catalog: Catalog, cache: CodeCache, history: History) -> None:
        self._features = tuple(feature for name, feature in catalog.features.items() if name in set(spec.features))
        self._entities = tuple(Subject(entity=entity) for entity in spec.entities)
        self._storing = tuple(storing(history, catalog))
        self._revisions = tuple(Subject(revision=step) for step in steps(history))
        self._library = Library(catalog, cache, {"imports": self._imports})
        self._fillers = _fillers(self._features)
        self._first_party: frozenset[str] = frozenset()
        self._page: Page | None = None
        self._texts: dict[tuple[str, str, str | None], str] = {}
        self._owners: dict[str, str] = {}
        self._prepared_keys: dict[str, tuple[str, ...]] = {}
        self._items: dict[str, tuple[Subject, ...]] = {}
        self._context: dict[str, Any] = {
            "service": contexts.service_of(spec),
            "spec": spec.values,
            "entities": spec.entities,
            "features": tuple(feature.name for feature in self._features),
            "slot": self._slot,
            "made_by": made_by,
        }
        self._context["dependencies"] = contexts.requirements_of(self._features, spec, catalog)
        self._context["lock"] = LockText(catalog.roots, self._context["dependencies"], spec.name)
        taken = {**self._context, "entity": None, "revision": None, "settings": None}
        for feature in self._features:
            prepared, keys = prepare(feature, spec, cache)
            contexts.merge_prepared(taken, self._owners, feature, prepared)
            self._context.update(prepared)
            self._items.update(_items(feature, prepared))
            self._prepared_keys |= keys
        self.settings = contexts.settings_of(self._features, self._items, self._setting_text)
        self._context["settings"] = self.settings

    def tree(self) -> RenderedTree:
        pages: dict[str, Page] = {}
        left_out = {feature.name: self._left_out_beside(feature) for feature in self._features}
        for feature in self._features:
            for page in self._pages(feature):
                if is_among(page.path, left_out[feature.name]):
                    continue
                other = pages.setdefault(page.path, page)
                if other is not page:
                    message = f"{page.path} is written by feature '{other.feature.name}' too ({other.template})"
                    raise RenderError(message, feature=feature.name, template=page.template)
        self._refuse_clash(pages)
        self._first_party = frozenset(project_modules(pages))
        return RenderedTree({path: self._file(pages[path]) for path in sorted(pages)}, self._next_steps())

    def _left_out_beside(self, feature: Feature) -> list[str]:
        """Give the globs of files that a feature does not make, because others are on that do without them."""
        others = [other for other in self._features if other is not feature]
        return [self._text(other, glob) for other in others for glob in other.without.files]

    def _next_steps(self) -> str:
        templates = [(feature, self._library.file(feature, NEXT)) for feature in self._features if _has_next(feature)]
        return "".join(self._run(feature, NEXT, template) for feature, template in templates)

    def _refuse_clash(self, pages: dict[str, Page]) -> None:
        clash = find_clash(pages)
        if clash:
            page = pages[clash[1]]
            message = f"{clash[1]} and {clash[0]} are the same on some systems (differ in case, or a file and a folder)"
            raise RenderError(message, feature=page.feature.name, template=page.template)

    def _pages(self, feature: Feature) -> Iterator[Page]:
        globs = {self._text(feature, glob): owner for glob, owner in feature.ownership.items()}
        for file in feature.files:
            template = f"files/{file}"
            telling.about(f"{feature.name}/{template}")
            for subject in self._subjects(file):
                path = self._path(feature, template, file, subject)
                if path is not None:
                    yield Page(feature, template, path, subject, owner_of(path, globs))

    def _subjects(self, file: str) -> tuple[Subject, ...]:
        if mentions("entity", file):
            return self._entities
        if mentions("revision", file):
            return self._revisions
        return next((items for kind, items in self._items.items() if mentions(kind, file)), (NO_SUBJECT,))

    def _path(self, feature: Feature, template: str, file: str, subject: Subject) -> str | None:
        names = file.removesuffix(SUFFIX).split("/")
        rendered = [self._text(feature, name, template, subject) if "{" in name else name for name in names]
        if not all(rendered):
            return None  # a condition in the name left nothing of it
        path = "/".join(rendered)
        problem = path_problem(path)
        if problem:
            raise RenderError(f"{problem}: {path!r}", feature=feature.name, template=template)
        return path

    def _file(self, page: Page) -> RenderedFile:
        telling.about(f"{page.feature.name}/{page.template}")
        content = self._body(page) if page.template.endswith(SUFFIX) else _read_bytes(page)
        telling.spend(len(content))
        mode = 0o755 if content.startswith(b"#!") else 0o644
        return RenderedFile(page.path, content, mode, page.ownership, self._origin(page))

    def _body(self, page: Page) -> bytes:
        self._page = page
        template = self._library.file(page.feature, page.template)
        page.note(template)
        text = self._run(page.feature, page.template, template, **page.subject.variables)
        try:
            return page.slots.expand(text).encode("utf-8")
        except UnicodeEncodeError as error:
            message = f"the result is not Unicode text: {error.reason}"
            raise RenderError(message, feature=page.feature.name, template=page.template) from error
        finally:
            self._page = None

    def _slot(self, name: str) -> SlotText:
        """Return what the active features add to a slot of the page, in their order."""
        page = self._page
        if page is None:
            message = f"slot({name!r}) can only be used in a file"
            raise jinja2.TemplateRuntimeError(message)
        if name in page.open:
            message = f"slot {name!r} is opened inside itself"
            raise jinja2.TemplateRuntimeError(message)
        page.open.append(name)
        texts = [self._fill(page, feature, name) for feature in self._fillers.get(name, ())]
        page.open.pop()
        return page.slots.open("".join(texts))

    def _fill(self, page: Page, feature: Feature, name: str) -> str:
        path = f"slots/{name}{SUFFIX}"
        template = self._library.file(feature, path)
        text = page.slots.expand(self._run(feature, path, template, **page.subject.variables))
        if not text.strip():
            return ""
        page.note(template)
        page.filled[name, feature.name] = None
        return text if text.endswith("\n") else text + "\n"

    def _text(self, feature: Feature, source: str, place: str = MANIFEST, subject: Subject = NO_SUBJECT) -> str:
        if "{" not in source:
            return source
        key = (feature.name, source, subject.name)
        template = self._library.text(feature, place, source)
        if key not in self._texts:
            telling.about(f"{feature.name}/{place}")
            self._texts[key] = self._run(feature, place, template, **subject.variables)
        return self._texts[key]

    def _setting_text(self, feature: Feature, subject: Subject, source: str) -> str:
        return self._text(feature, source, subject=subject)

    def _run(self, feature: Feature, place: str, template: jinja2.Template, **variables: object) -> str:
        try:
            return template.render(self._context, **variables)
        except (RenderError, MemoryError):
            raise
        except jinja2.TemplateSyntaxError as error:
            raise RenderError(
                error.message or "syntax error", feature=feature.name, template=place, line=error.lineno
            ) from error
        except Exception as error:
            where, line = self._place(error.__traceback__) or ((feature.name, place), None)
            raise RenderError(_words(error), feature=where[0], template=where[1], line=line) from error

    def _place(self, traceback: TracebackType | None) -> tuple[tuple[str, str], int] | None:
        """Return feature, template and line of the innermost template in a traceback."""
        found = None
        while traceback is not None:
            place = self._library.place(traceback.tb_frame.f_code.co_filename)
            if place is not None:
                found = place, traceback.tb_lineno
            traceback = traceback.tb_next
        return found

    @jinja2.pass_context
    def _imports(self, context: Context, text: str, line_length: int | None = None) -> str:
        length = context.get("line_length", LINE_LENGTH) if line_length is None else line_length
        expanded = self._page.slots.expand(str(text)) if self._page else str(text)
        try:
            return sort_imports(expanded, self._first_party, length)
        except ImportsError as error:
            raise jinja2.TemplateRuntimeError(str(error)) from error

    def _origin(self, page: Page) -> Origin:
        keys = set(condition_keys(page.feature.when))
        for name in {f"{page.feature.name}/{page.template}", *(template.name or "" for template in page.templates)}:
            keys |= self._keys_read(name)
        for _, name in page.filled:
            keys.update(*(condition_keys(f.when) for f in self._features if f.name == name))
        return Origin(page.feature.name, page.template, tuple(page.filled), page.subject.name, tuple(sorted(keys)))

    def _keys_read(self, template: str) -> set[str]:
        """Return the spec keys behind what a template reads: itself, by prepared values, and by the settings."""
        keys, names = self._library.reads(template)
        for name in {*names, *(f"{EACH}{name}" for name in names)} & self._prepared_keys.keys():
            keys.update(self._prepared_keys[name])
        if names & {"entities", "entity", "revision"}:
            keys.add("models")
        if "revision" in names:
            keys.update(*(condition_keys(feature.when) for feature in self._storing))
        if "service" in names:
            keys.add(".".join(NAME_PATH))
        if "settings" in names:
            keys.update(*(self._keys_read(f"{feature.name}/{MANIFEST}") for feature in self._features))
        return keys


def _has_next(feature: Feature) -> bool:
    return feature.place(NEXT).is_file()


def _items(feature: Feature, prepared: Mapping[str, object]) -> Iterator[tuple[str, tuple[Subject, ...]]]:
    """Give what a feature makes a file of each for, by kind."""
    for name, value in prepared.items():
        kind = name.removeprefix(EACH)
        if kind == name:
            continue
        if not isinstance(value, Mapping):
            message = f"{name} must be a mapping of names to what templates read as {kind}"
            raise RenderError(message, feature=feature.name, template=entry_file(feature))
        yield kind, tuple(Subject(item=Item(kind, str(key), item)) for key, item in value.items())


def mentions(name: str, path: str) -> bool:
    """Say whether the code in a path template uses a name: it then makes one file for each of a kind."""
    codes = re.findall(r"\{[{%](.*?)[%}]\}", path) if name in path else ()
    return any(re.search(rf"\b{name}\b", code) for code in codes)


def _fillers(features: tuple[Feature, ...]) -> dict[str, tuple[Feature, ...]]:
    fillers: dict[str, tuple[Feature, ...]] = {}
    for feature in features:
        for slot in feature.slots:
            fillers[slot] = (*fillers.get(slot, ()), feature)
    return fillers


def _read_bytes(page: Page) -> bytes:
    try:
        return page.feature.place(page.template).read_bytes()
    except OSError as error:
        message = f"cannot read it: {error.strerror}"
        raise RenderError(message, feature=page.feature.name, template=page.template) from error


def _words(error: Exception) -> str:
    if isinstance(error, jinja2.UndefinedError):
        return str(error.message)
    if isinstance(error, jinja2.TemplateError):
        return error.message or type(error).__name__
    return f"{type(error).__name__}: {error}"
