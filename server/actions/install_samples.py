"""The sample packs that come with the program: on every box, in a class only where its teacher chooses them."""

from __future__ import annotations

from pathlib import Path

from server.actions.class_units import SAMPLES
from server.actions.import_path import CannotImport, import_pack
from server.content.pack import BadPack
from server.store import box, content


def install_sample(pack: Path, videos: Path, media_folder: Path) -> None:
    """Put one sample pack on the box, with its films from `videos`, and note that it is a sample.

    CannotImport with every fault when it was changed by hand and cannot be read.
    """
    try:
        import_pack(pack, media_folder, videos / pack.name)
    except BadPack as bad:
        raise CannotImport("\n".join([f"The sample {pack.name} cannot be used:", *bad.problems])) from bad
    box.set_value(SAMPLES, " ".join(sorted({*box.value(SAMPLES).split(), pack.name})))


def install_samples(samples: Path, videos: Path, media_folder: Path) -> None:
    """Put the sample packs on a box that has no unit yet; later, those that a newer release brings.

    A box that began with units of its own is left alone.
    """
    # The first release had one sample, and noted it by another name.
    had = {*box.value(SAMPLES).split(), *box.value("sample").split()}
    if not had and content.unit_ids():
        return
    for head in sorted(samples.glob("*/pack.toml")):
        if head.parent.name not in had:
            install_sample(head.parent, videos, media_folder)
