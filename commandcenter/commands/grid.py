"""Builds and checks unit grids."""

from pathlib import Path
from typing import Annotated

import typer

from commandcenter.commands.shared.options import Options
from commandcenter.new_file import check_output
from commandcenter.packs.grid.builder import build_grids
from commandcenter.packs.grid.check import check_grids
from commandcenter.packs.grid.files import (
    centre_line,
    read_areas,
    read_grids,
    read_roads,
    write_grids,
)

grid = typer.Typer(
    help="Cut an area into unit grids; check codes and topology.", no_args_is_help=True
)

Areas = Annotated[Path | None, typer.Option("--areas", help="GeoJSON; else the pack's")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(grid, name="grid")


@grid.command("build")
def build(
    context: typer.Context,
    cells: Annotated[int, typer.Option(help="how many unit grids")],
    output: Annotated[Path, typer.Option(help="the GeoJSON file to write")],
    areas: Areas = None,
    barriers: Annotated[
        Path | None, typer.Option(help="GeoJSON lines that cells do not cross; else the pack's")
    ] = None,
) -> None:
    """Divide the communities into exactly this number of unit grids, along barriers."""
    options: Options = context.obj.of_database()
    folder = options.pack_folder()
    inputs = areas or folder / "areas.geojson", barriers or folder / "roads.geojson"
    check_output(output, inputs)
    lines = [centre_line(road) for road in read_roads(inputs[1])]
    built = build_grids(read_areas(inputs[0]), lines, cells, code_segments=options.code_segments())
    write_grids(output, built, inputs=inputs)
    options.show(
        {"cells": len(built), "file": str(output)},
        text=options.words("said-grids-built", cells=len(built), file=output),
    )


@grid.command("check")
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    areas: Areas = None,
) -> None:
    """Check codes and topology; exit status 1 for faults, but not for warnings."""
    options: Options = context.obj.of_database()
    report = check_grids(
        read_grids(file),
        read_areas(areas or options.pack_folder() / "areas.geojson"),
        code_segments=options.code_segments(),
    )
    language = options.language
    lines = [fault.sentence(language) for fault in report.faults]
    lines += [warning.sentence(language) for warning in report.warnings]
    text = options.words(
        "said-grids-checked",
        cells=report.cells,
        faults=len(report.faults),
        warnings=len(report.warnings),
    )
    options.show(report.document(), text="\n".join([text, *lines]))
    raise typer.Exit(1 if report.faults else 0)
