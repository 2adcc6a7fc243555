"""`scaffold update` beside `copier update` and `cruft update`: the same project, template change and edits."""
