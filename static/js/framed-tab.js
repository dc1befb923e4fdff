// In the frame of a phone, the page around it has the ID of the opened tab in its address.
document.getElementById(parent.location.hash.slice(1))?.focus();
