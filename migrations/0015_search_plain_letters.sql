-- Who lacks a key writes Ostergard for Østergård and Gross for Groß, and parts a telephone number as she likes: search
-- compares plain letters, and telephone numbers without what parts their figures. What was stored before follows.
update search_entry
   set folded = replace(replace(replace(replace(translate(folded, 'øłđðıħŧ', 'olddiht'), 'þ', 'th'), 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss')
 where folded ~ '[øłđðþæœßıħŧ]';
update search_entry
   set folded = translate(regexp_replace(folded, '^(\+|00)([0-9 ]+)\(0\)', '\1\2'), ' ().-/', '')
 where field = 'phone' and folded ~ '[ ().\-/]';
