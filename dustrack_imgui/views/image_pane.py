"""The picture with the markers of its frame; knows which image pixel lies under the mouse."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.layer_look import DrawnLayer
from dustrack_imgui.model.session import Interface, Session, VideoState
from dustrack_imgui.model.view import Enhancement, ImageView
from dustrack_imgui.video.meta import Picture
from dustrack_imgui.views.badge import Badge
from dustrack_imgui.views.canvas import Canvas
from dustrack_imgui.views.colours import DARK
from dustrack_imgui.views.display_lut import display_levels, look_of
from dustrack_imgui.views.frame_texture import FrameTexture, Shown
from dustrack_imgui.views.image_transform import FIT_MARGIN_PX, NO_PICTURE, ImageTransform, Xy, transform_of
from dustrack_imgui.views.loupe import Loupe
from dustrack_imgui.views.markers import Labels, Markers, marks_at
from dustrack_imgui.views.picture_textures import PictureTextures
from dustrack_imgui.views.scene import Rect, Scene
from dustrack_imgui.views.screen_pixels import PixelType

Item = int | str

BACKGROUND = (14, 15, 17, 255)
BADGE_MARGIN = 8
BOX_EDGE, BOX_FILL = (255, 255, 255, 190), (255, 255, 255, 28)
_PLAIN = Enhancement()


class ImagePane:
    """Frame, markers and badges.

    Picture and markers belong to the same frame in every render, also where the graphics backend shows a
    picture one render late.

    Parameters
    ----------
    takes_bytes
        Whether pictures may go to the screen as bytes, see `PictureTextures`.

    Attributes
    ----------
    rect
        Where the pane is, in screen pixels.
    """

    def __init__(self, *, takes_bytes: bool = True) -> None:
        self.rect = Rect(0, 0, 1, 1)
        self._takes_bytes = takes_bytes
        self._scale = 1.0
        self._canvas = Canvas(BACKGROUND)
        self._texture: FrameTexture | None = None
        self._written: tuple[object, ...] = ()
        self._levels_for: tuple[object, ...] = (Enhancement(), b"")
        self._levels = display_levels(Enhancement())
        self._drawn: tuple[object, ...] = ()
        self._placed: tuple[object, ...] = ()
        self._marked: tuple[object, ...] = ()
        self._seen: tuple[object, ...] = ()
        self._drawn_layers: tuple[DrawnLayer, ...] = ()
        self._is_blank = True
        self._boxed: tuple[Xy, Xy] | None = None
        self._visible: Shown | None = None

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the items, once; `parent` is a window at the viewport's origin."""
        self._canvas.build(parent, rect)
        self._textures = PictureTextures(takes_bytes=self._takes_bytes)
        self._image_node: Item = dpg.add_draw_node(parent=self._canvas.drawing, show=False)
        self._image: Item | None = None
        self._markers = Markers(self._canvas.drawing)
        self._badge = Badge(self._canvas.drawing)
        self._box: Item = dpg.draw_rectangle(
            (0, 0), (0, 0), color=BOX_EDGE, fill=BOX_FILL, show=False, parent=self._canvas.drawing
        )
        self._loupe = Loupe(self._canvas.drawing)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle at a UI scale."""
        self.rect, self._scale = rect, scale
        self._canvas.place(rect)
        self._drawn = ()

    @property
    def visible_frame(self) -> int | None:
        """Frame whose picture and markers the coming render shows; None while there is no picture."""
        return None if self._visible is None else self._visible.frame

    @property
    def is_settled(self) -> bool:
        """Whether everything drawn is on screen, so that the loop may sleep."""
        return self._textures.is_settled

    @property
    def uploads(self) -> int:
        """Uploads of a picture, since the start."""
        return self._textures.uploads

    @property
    def pixel_type(self) -> PixelType | None:
        """What `Scene.painted` is to give pixels in; None until that is known, after the first render."""
        return self._textures.pixel_type

    def transform(self, session: Session) -> ImageTransform:
        """Between the picture and the screen, for a session as it is now."""
        state = session.active
        if state is None:
            return NO_PICTURE
        size = (state.video.width_px, state.video.height_px)
        return transform_of(state.view.image, size, self.rect, margin_px=FIT_MARGIN_PX * self._scale)

    def xy_image_at(self, session: Session, xy_screen: Xy) -> Xy | None:
        """Image position that a mouse position (whole screen pixels) means; None outside pane or picture."""
        if not self.rect.contains(xy_screen):
            return None
        return self.transform(session).picked(xy_screen)

    def draw(self, scene: Scene) -> None:
        """Show the scene's picture and the markers of the frame that the coming render shows."""
        self._draw_picture(scene)
        self._show_box(scene.box)
        self._show_loupe(scene)

    def _show_box(self, box: tuple[Xy, Xy] | None) -> None:
        if box == self._boxed:
            return
        self._boxed = box
        if box is None:
            dpg.configure_item(self._box, show=False)
            return
        corners = [(x + 0.5 - self.rect.left, y + 0.5 - self.rect.top) for x, y in box]
        (left, top), (right, bottom) = (
            tuple(pick(pair) for pair in zip(*corners, strict=True)) for pick in (min, max)
        )
        dpg.configure_item(self._box, pmin=(left, top), pmax=(right, bottom), show=True)

    def _show_loupe(self, scene: Scene) -> None:
        is_shown = scene.session.interface.shows_loupe and scene.xy_image is not None
        if not is_shown or self._texture is None or self._is_blank or scene.session.dialog is not None:
            self._loupe.hide()
            return
        transform = self.transform(scene.session)
        self._loupe.show(scene.xy_mouse, self._texture, transform, self.rect, self._scale)

    def _draw_picture(self, scene: Scene) -> None:
        self._textures.note_renders()
        state = scene.session.active
        visible = None if self._texture is None else self._texture.visible
        interface = scene.session.interface
        drawn = (
            state,
            interface,
            scene.picture,
            scene.display_lut,
            scene.opening,
            visible,
            scene.picture_hint,
            self._textures.pixel_type,
        )
        if len(drawn) == len(self._drawn) and all(a is b for a, b in zip(drawn, self._drawn, strict=True)):
            return
        self._drawn = drawn
        if scene.picture is None:
            self._blank(scene)
            return
        video = state.video.key if state is not None else ""
        self._write(scene, scene.picture, video, state.view.enhancement if state is not None else _PLAIN)
        texture = self._texture
        visible = texture.visible if texture is not None else None
        if texture is None or visible is None or visible.video != video:
            return
        self._visible = visible
        if state is None:
            self._show_image(texture, self._fitted(scene.picture))
            self._badge.hide()
            return
        transform = self.transform(scene.session)
        self._show_image(texture, transform)
        self._show_markers(state, visible, transform, scene.session.interface)
        self._show_badge(visible, scene.picture_hint)

    def _fitted(self, picture: Picture) -> ImageTransform:
        size = (picture.image.shape[1], picture.image.shape[0])
        return transform_of(ImageView(), size, self.rect, margin_px=FIT_MARGIN_PX * self._scale)

    def _write(self, scene: Scene, picture: Picture, video: str, enhancement: Enhancement) -> None:
        written = (picture.image, picture.index, picture.requested, picture.is_undecodable)
        wanted = (video, enhancement, scene.display_lut)
        if self._written and self._written[0] is written[0] and self._written[1:] == (*written[1:], *wanted):
            return
        texture = self._textures.of_size(picture.image.shape[1], picture.image.shape[0])
        if texture is None:
            return
        stretch = scene.display_lut if picture.image.ndim == 2 else b""
        if (enhancement, stretch) != self._levels_for:
            self._levels = display_levels(enhancement, stretch)
            self._levels_for = (enhancement, stretch)
        painted = scene.painted(picture.image, look_of(enhancement, stretch))
        texture.write(Shown(picture, video), self._levels, painted)
        self._texture = texture
        self._written = (*written, *wanted)

    def _show_image(self, texture: FrameTexture, transform: ImageTransform) -> None:
        placed = (texture, transform, self.rect)
        if placed == self._placed and not self._is_blank:
            return
        left, top = transform.offset_xy_screen
        pmin = (left - self.rect.left, top - self.rect.top)
        pmax = (
            pmin[0] + transform.zoom * transform.size_px[0],
            pmin[1] + transform.zoom * transform.size_px[1],
        )
        if self._image is None:
            self._image = dpg.draw_image(texture.item, pmin, pmax, parent=self._image_node)
        dpg.configure_item(
            self._image,
            texture_tag=texture.item,
            pmin=pmin,
            pmax=pmax,
            uv_min=texture.uv_min,
            uv_max=texture.uv_max,
        )
        dpg.configure_item(self._image_node, show=True)
        self._placed, self._is_blank = placed, False

    def _show_markers(
        self, state: VideoState, visible: Shown, transform: ImageTransform, interface: Interface
    ) -> None:
        view, names, frame = state.view, state.data.label_names, visible.frame
        seen = (state.data.layers, view.layer, view.overlay, view.looks)
        if len(seen) != len(self._seen) or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            self._seen, self._drawn_layers = seen, state.drawn_layers
        drawn = self._drawn_layers
        labels = Labels(
            view.label,
            view.hidden_labels,
            names,
            interface.label_palette,
            view.selected,
            interface.markers,
            interface.confidence.threshold if interface.confidence.is_shown else None,
        )
        marked = (drawn, frame, labels, transform, self.rect, self._scale)
        if marked == self._marked:
            return
        origin = (self.rect.left, self.rect.top)
        self._markers.show(marks_at(frame, drawn, labels, transform, self._scale, origin))
        self._marked = marked

    def _show_badge(self, visible: Shown, hint: str) -> None:
        picture = visible.picture
        margin = BADGE_MARGIN * self._scale
        if picture.is_undecodable:
            text = f"Frame {picture.requested} cannot be decoded; this is the picture of {picture.index}"
            self._badge.show(text, (margin, margin), DARK.error, self._scale)
        elif not picture.is_exact:
            self._badge.show(f"≈ frame {picture.index}", (margin, margin), DARK.warning, self._scale)
        elif picture.is_damaged:
            text = f"Frame {picture.index} is damaged"
            self._badge.show(text, (margin, margin), DARK.warning, self._scale)
        elif hint:
            self._badge.show(hint, (margin, margin), DARK.warning, self._scale)
        else:
            self._badge.hide()

    def _blank(self, scene: Scene) -> None:
        if not self._is_blank:
            dpg.configure_item(self._image_node, show=False)
            self._markers.show(())
        self._is_blank, self._marked, self._visible = True, (), None
        if scene.opening is None:
            self._badge.hide()
            return
        name, fraction = scene.opening
        middle = (self.rect.width / 2, self.rect.height / 2)
        self._badge.show(
            f"Opening {name} · {fraction:.0%}", middle, DARK.text_dim, self._scale, is_centred=True
        )
