# The command line.
cli = Ruche: all that an association needs, in one program and one file.
cli-config = Settings file
cli-serve = Serves an association.
cli-serve-demo = Serves a demonstration association, made on the first run
