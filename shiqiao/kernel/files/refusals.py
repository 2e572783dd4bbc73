"""What is wrong with a file, before it is known under which field of which form it came."""


class Refused(Exception):
    """The file is not taken; `sentence` names the remedy, `params` fill its places."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence)
        self.sentence, self.params = sentence, params


BROKEN = "The file is damaged or incomplete. Please save it again and send it once more."
MACROS = "The document contains macros. Please save it without macros (docx, xlsx) and send it again."
LOCKED = "The document is protected by a password. Please save it without one and send it again."
TOO_MUCH_INSIDE = "Unpacked, the document is larger than {most} MB. Please send a part of it."
OTHER_ARCHIVE = "This is an archive, not a document. Please send the files in it one by one."
OLD_DOCUMENT = "Of the old Office formats only xls is taken. Please save the document as docx or PDF and send it again."
NO_SOUND_OR_PICTURE = "There is neither sound nor picture in this recording. Please record it again."
OTHER_CODEC = "Sound or picture of this recording is stored in an unusual way. Please send it as m4a, mp3 or mp4."
